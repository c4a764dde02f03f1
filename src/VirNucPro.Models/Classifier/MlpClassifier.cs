using System.Globalization;
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

    /// <summary>A counter of the training that the evaluation does not need.</summary>
    private const string BatchCounterName = "bn1.num_batches_tracked";

    private readonly NativeClassifier _classifier;
    private readonly string _name;

    private MlpClassifier(NativeClassifier classifier, string name, int inputWidth)
    {
        _classifier = classifier;
        _name = name;
        InputWidth = inputWidth;
    }

    /// <inheritdoc/>
    public int InputWidth { get; }

    /// <summary>Loads a classifier.</summary>
    /// <param name="runtime">The loaded libtorch.</param>
    /// <param name="path">A safetensors file.</param>
    /// <param name="chunkLengthBp">The chunk length of the run.</param>
    /// <param name="inputWidth">The widths of both encoders added.</param>
    /// <param name="device">Where it shall compute.</param>
    /// <exception cref="ModelException">Trained for another chunk length or width, or damaged.</exception>
    public static MlpClassifier Load(NativeRuntime runtime, string path, int chunkLengthBp, int inputWidth, DeviceId device)
    {
        using var source = SafetensorsFile.Open(path);
        CheckChunkLength(source, chunkLengthBp);
        var hiddenWidth = HiddenWidth(source, inputWidth);
        NativeClassifier? classifier = null;
        try
        {
            classifier = runtime.CreateClassifier(inputWidth, hiddenWidth, device);
            foreach (var tensor in source.Tensors.Values)
            {
                if (tensor.Name != BatchCounterName)
                {
                    classifier.PutTensor(tensor.Name, WeightType.Of(tensor), tensor.Shape.AsSpan(), source.Read(tensor));
                }
            }

            classifier.Seal();
            return new MlpClassifier(classifier, path, inputWidth);
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
        try
        {
            _classifier.Score(features, features.Length / InputWidth, scores);
        }
        catch (NativeException failure)
        {
            throw NativeFailure.Translate(failure, _name);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _classifier.Dispose();

    private static void CheckChunkLength(SafetensorsFile source, int chunkLengthBp)
    {
        // Upstream's own files carry no length; only those that say one can be held to it.
        if (!source.Metadata.TryGetValue(ExpectedLengthKey, out var text))
        {
            return;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var trainedLengthBp))
        {
            throw new ModelException($"{source.Path}: the metadata entry {ExpectedLengthKey} is \"{text}\", not a number of base pairs.");
        }

        if (trainedLengthBp != chunkLengthBp)
        {
            throw new ModelException($"{source.Path} was trained for chunks of {trainedLengthBp} bp, but {chunkLengthBp} bp were asked for: use the classifier of that length, or chunks of {trainedLengthBp} bp.");
        }
    }

    private static int HiddenWidth(SafetensorsFile source, int inputWidth)
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
