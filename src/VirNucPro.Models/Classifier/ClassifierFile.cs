using System.Globalization;
using System.Text.RegularExpressions;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Classifier;

/// <summary>What a file says of the classifier that it holds.</summary>
internal static partial class ClassifierFile
{
    /// <summary>A counter of the training that the evaluation does not need.</summary>
    private const string BatchCounterName = "bn1.num_batches_tracked";

    /// <summary>The tensors that evaluation needs.</summary>
    public static IEnumerable<TensorEntry> WeightsOf(ITensorSource source) =>
        source.Tensors.Values.Where(tensor => tensor.Name != BatchCounterName);

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
