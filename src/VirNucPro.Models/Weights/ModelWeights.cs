namespace VirNucPro.Models.Weights;

/// <summary>Finds the weights in a model's folder.</summary>
internal static class ModelWeights
{
    /// <summary>The weights in one file.</summary>
    public const string SingleFileName = "model.safetensors";

    /// <summary>The table of the shards that hold the weights.</summary>
    public const string IndexFileName = "model.safetensors.index.json";

    private const string PyTorchFileName = "pytorch_model.bin";
    private const string PyTorchIndexFileName = "pytorch_model.bin.index.json";
    private const string FairEsmPattern = "esm2_*.pt";

    /// <summary>fair-esm keeps a second file beside each model, which predicts contacts.</summary>
    private const string ContactSuffix = "-contact-regression.pt";

    /// <summary>Opens what <see cref="Find"/> finds.</summary>
    /// <exception cref="ModelException">Nothing is there, or it is damaged.</exception>
    public static ITensorSource Open(string directory) => WeightsFile.Open(Find(directory));

    /// <summary>The weights in a folder: safetensors before PyTorch's files, and those before fair-esm's checkpoint.</summary>
    /// <returns>Path of a weights file, or of an index of shards.</returns>
    /// <exception cref="ModelException">There is none, or there are several checkpoints of fair-esm.</exception>
    public static string Find(string directory)
    {
        foreach (var name in (ReadOnlySpan<string>)[SingleFileName, IndexFileName, PyTorchFileName, PyTorchIndexFileName])
        {
            var path = Path.Combine(directory, name);
            if (File.Exists(path))
            {
                return path;
            }
        }

        string[] checkpoints = Directory.Exists(directory)
            ? [.. Directory.GetFiles(directory, FairEsmPattern)
                .Where(path => !path.EndsWith(ContactSuffix, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)]
            : [];
        return checkpoints switch
        {
            [var checkpoint] => checkpoint,
            [] => throw new ModelException($"{directory} holds none of {SingleFileName}, {PyTorchFileName}, their indexes (.index.json) and fair-esm's {FairEsmPattern}: put the model's weights there in one of these forms."),
            _ => throw new ModelException($"{directory} holds several checkpoints: {string.Join(", ", checkpoints.Select(Path.GetFileName))}. Leave only the one to use, or name it."),
        };
    }
}
