using System.Globalization;
using System.Text.RegularExpressions;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Classifier;

/// <summary>What a file says of the classifier that it holds.</summary>
internal static partial class ClassifierFile
{
    /// <summary>A counter of the training that the evaluation does not need.</summary>
    private const string BatchCounterName = "bn1.num_batches_tracked";

    /// <summary>The first layer's weights, [hidden width, input width].</summary>
    private const string HiddenWeightName = "hidden_layer.weight";

    /// <summary>The tensors that evaluation needs.</summary>
    public static IEnumerable<TensorEntry> WeightsOf(ITensorSource source) =>
        source.Tensors.Values.Where(tensor => tensor.Name != BatchCounterName);

    /// <summary>The widths of the classifier's layers.</summary>
    /// <exception cref="ModelException">It is no classifier.</exception>
    public static (int Hidden, int Input) WidthsOf(ITensorSource source) =>
        source.Tensors.TryGetValue(HiddenWeightName, out var weight) && weight.Shape is [>= 1 and <= int.MaxValue, >= 1 and <= int.MaxValue]
            ? ((int)weight.Shape[0], (int)weight.Shape[1])
            : throw new ModelException($"{source.Path} has no matrix {HiddenWeightName}: it is no classifier of VirNucPro.");

    /// <summary>The width of the hidden layer of a classifier that takes the features of two encoders.</summary>
    /// <param name="source">The classifier.</param>
    /// <param name="inputWidth">The widths of both encoders added.</param>
    /// <exception cref="ModelException">It is no classifier, or takes other features.</exception>
    public static int HiddenWidth(ITensorSource source, int inputWidth)
    {
        var widths = WidthsOf(source);
        return widths.Input == inputWidth
            ? widths.Hidden
            : throw new ModelException($"{source.Path} takes {widths.Input} features, but the two encoders of this models folder give {inputWidth}: classifier and encoders belong to different models.");
    }

    /// <summary>The chunk length in bp that the classifier was trained for: of its metadata, or else of a name as upstream gives, <c>500_model.pth</c>.</summary>
    /// <returns>Null where the file says nothing.</returns>
    /// <exception cref="ModelException">The metadata entry is no number.</exception>
    public static int? TrainedLengthBp(ITensorSource source)
    {
        if (source.Metadata.TryGetValue(MlpClassifier.ExpectedLengthKey, out var text))
        {
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var lengthBp)
                ? lengthBp
                : throw new ModelException($"{source.Path}: the metadata entry {MlpClassifier.ExpectedLengthKey} is \"{text}\", not a number of base pairs.");
        }

        var name = PublishedName().Match(Path.GetFileName(source.Path));
        return name.Success ? int.Parse(name.Groups[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture) : null;
    }

    [GeneratedRegex(@"^([0-9]{1,9})_model\.", RegexOptions.CultureInvariant)]
    private static partial Regex PublishedName();
}
