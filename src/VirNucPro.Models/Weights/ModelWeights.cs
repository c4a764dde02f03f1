namespace VirNucPro.Models.Weights;

/// <summary>Finds the weights in a model's folder.</summary>
internal static class ModelWeights
{
    /// <summary>The weights in one file.</summary>
    public const string SingleFileName = "model.safetensors";
    private const string IndexFileName = "model.safetensors.index.json";

    /// <summary>Opens <c>model.safetensors</c>, or else the shards of <c>model.safetensors.index.json</c>.</summary>
    /// <exception cref="ModelException">Neither is there, or it is damaged.</exception>
    public static ITensorSource Open(string directory)
    {
        var singleFile = Path.Combine(directory, SingleFileName);
        if (File.Exists(singleFile))
        {
            return SafetensorsFile.Open(singleFile);
        }

        var index = Path.Combine(directory, IndexFileName);
        if (File.Exists(index))
        {
            return ShardedSafetensors.Open(index);
        }

        throw new ModelException($"{directory} holds neither {SingleFileName} nor {IndexFileName}: put the model's weights there in one of these forms.");
    }
}
