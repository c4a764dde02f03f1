using VirNucPro.Interop;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Classifier;

/// <summary>VirNucPro's classifier: a hidden layer with BatchNorm and ReLU, and an output layer with softmax.</summary>
/// <remarks>Source: VirNucPro train.py, MLPClassifier.</remarks>
internal sealed class MlpClassifier : IFrameClassifier
{
    /// <summary>Metadata entry with the chunk length in bp that the classifier was trained for.</summary>
    public const string ExpectedLengthKey = "expected_length";

    /// <summary>The first layer's weights, [hidden width, input width].</summary>
    private const string HiddenWeightName = "hidden_layer.weight";

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
        var hiddenWidth = HiddenWidth(source, inputWidth);
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

    private static int HiddenWidth(ITensorSource source, int inputWidth)
    {
        if (!source.Tensors.TryGetValue(HiddenWeightName, out var weight) || weight.Shape.Length != 2 || weight.Shape[0] is < 1 or > int.MaxValue)
        {
            throw new ModelException($"{source.Path} has no matrix {HiddenWeightName}: it is no classifier of VirNucPro.");
        }

        if (weight.Shape[1] != inputWidth)
        {
            throw new ModelException($"{source.Path} takes {weight.Shape[1]} features, but the two encoders of this models folder give {inputWidth}: classifier and encoders belong to different models.");
        }

        return (int)weight.Shape[0];
    }
}
