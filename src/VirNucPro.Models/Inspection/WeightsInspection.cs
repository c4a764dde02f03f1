using System.Text.Json;
using VirNucPro.Models.Weights;
using VirNucPro.Models.Weights.PyTorch;

namespace VirNucPro.Models.Inspection;

/// <summary>Describes model files without loading them and without running anything in them.</summary>
public static class WeightsInspection
{
    /// <summary>Describes a file, or the weights of a folder: one model's, or each part of a models folder.</summary>
    /// <param name="path">A weights file, an index of shards, the folder of a model, or a models folder.</param>
    /// <exception cref="ModelException">There are no weights, or they are damaged; names the file and what is wrong in it.</exception>
    public static IReadOnlyList<WeightsDescription> Read(string path)
    {
        if (File.Exists(path))
        {
            return [Describe(WeightsFile.Open(path))];
        }

        string[] parts = [ModelFolder.DnabertFolderName, ModelFolder.Esm2FolderName, ModelFolder.ClassifierFolderName];
        string[] present = [.. parts.Select(part => Path.Combine(path, part)).Where(Directory.Exists)];
        return present.Length == 0
            ? [Describe(ModelWeights.Open(path))]
            : [.. present.SelectMany(SourcesOf).Select(open => Describe(open()))];
    }

    private static IEnumerable<Func<ITensorSource>> SourcesOf(string partDirectory)
    {
        if (Path.GetFileName(partDirectory) != ModelFolder.ClassifierFolderName)
        {
            return [() => ModelWeights.Open(partDirectory)];
        }

        return ModelFolder.FindClassifiers(partDirectory)
            .Select<string, Func<ITensorSource>>(path => () => WeightsFile.Open(path));
    }

    private static WeightsDescription Describe(ITensorSource opened)
    {
        using var source = opened;
        var fields = source is PyTorchFile file ? PickleFields.Of(file) : null;
        return new WeightsDescription
        {
            Path = source.Path,
            Format = source switch
            {
                SafetensorsFile => "safetensors",
                PyTorchFile => "PyTorch",
                _ => "index of shards",
            },
            Tensors = [.. source.Tensors.Values.OrderBy(tensor => tensor.Name, StringComparer.Ordinal).Select(Describe)],
            Configuration = ReadConfiguration(Path.Combine(Path.GetDirectoryName(source.Path) ?? "", ModelFolder.ConfigurationFileName)),
            Metadata = [.. source.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal), .. fields?.Settings ?? []],
            Refused = fields?.Refused ?? [],
        };
    }

    private static TensorDescription Describe(TensorEntry tensor) => new(
        tensor.Name,
        tensor.ElementType.ToString().ToLowerInvariant(),
        tensor.Shape,
        tensor.Shape.Aggregate((long)SafetensorsFormat.SizeOf(tensor.ElementType), (bytes, dimension) => bytes * dimension));

    private static KeyValuePair<string, string>[] ReadConfiguration(string path)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var file = JsonFile.Open(path);
        return [.. file.Root.EnumerateObject()
            .Where(field => field.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))
            .Select(field => KeyValuePair.Create(field.Name, field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString()! : field.Value.GetRawText()))];
    }
}
