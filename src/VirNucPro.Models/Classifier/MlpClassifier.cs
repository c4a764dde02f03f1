using VirNucPro.Interop;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Classifier;

/// <summary>VirNucPro's classifier: a hidden layer with BatchNorm and ReLU, and an output layer with softmax.</summary>
/// <remarks>Source: VirNucPro train.py, MLPClassifier.</remarks>
internal sealed class MlpClassifier : IFrameClassifier
{
    /// <summary>Metadata entry with the chunk length in bp that the classifier was trained for.</summary>
    public const string ExpectedLengthKey = "expected_length";

    private readonly NativeClassifier _classifier;
    private readonly string _path;
    private readonly string _deviceName;

    private MlpClassifier(NativeClassifier classifier, string path, string deviceName, int inputWidth)
    {
        _classifier = classifier;
        _path = path;
        _deviceName = deviceName;
        InputWidth = inputWidth;
    }

    /// <inheritdoc/>
    public int InputWidth { get; }

    /// <summary>Loads a classifier.</summary>
    /// <param name="runtime">The loaded libtorch.</param>
    /// <param name="path">Its weights, in any format that can be read.</param>
    /// <param name="chunkLengthBp">The chunk length of the run.</param>
    /// <param name="inputWidth">The widths of both encoders added.</param>
    /// <param name="device">Where it shall compute.</param>
    /// <param name="deviceName">The device's name, for messages.</param>
    /// <exception cref="ModelException">Trained for another chunk length or width, or damaged.</exception>
    public static MlpClassifier Load(
        NativeRuntime runtime, string path, int chunkLengthBp, int inputWidth, DeviceId device, string deviceName)
    {
        using var source = WeightsFile.Open(path);
        CheckChunkLength(source, chunkLengthBp);
        var hiddenWidth = ClassifierFile.HiddenWidth(source, inputWidth);
        NativeClassifier? classifier = null;
        try
        {
            classifier = runtime.CreateClassifier(inputWidth, hiddenWidth, device);
            foreach (var tensor in ClassifierFile.WeightsOf(source))
            {
                classifier.PutTensor(tensor.Name, WeightType.Of(tensor), tensor.Shape.AsSpan(), source.Read(tensor));
            }

            classifier.Seal();
            return new MlpClassifier(classifier, path, deviceName, inputWidth);
        }
        catch (NativeException failure)
        {
            classifier?.Dispose();
            throw NativeFailure.Translate(failure, path);
        }
        catch
        {
            classifier?.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<float> features, Span<float> scores)
    {
        var rowCount = features.Length / InputWidth;
        try
        {
            _classifier.Score(features, rowCount, scores);
        }
        catch (NativeException failure)
        {
            throw NativeFailure.TranslateComputing(failure, _path, _deviceName, $"{rowCount} × {InputWidth} features");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _classifier.Dispose();

    private static void CheckChunkLength(ITensorSource source, int chunkLengthBp)
    {
        // A file of no length and another name than upstream's can't be held to anything.
        if (ClassifierFile.TrainedLengthBp(source) is { } trainedLengthBp && trainedLengthBp != chunkLengthBp)
        {
            throw new ModelException($"{source.Path} was trained for chunks of {trainedLengthBp} bp, but {chunkLengthBp} bp were asked for: use the classifier of that length, or chunks of {trainedLengthBp} bp.");
        }
    }
}
