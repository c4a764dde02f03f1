using System.Buffers;
using System.Text.Json;

namespace VirNucPro.Models.Fetch;

/// <summary>The public homes of the models and the files that are taken from them.</summary>
/// <remarks>
/// Source: VirNucPro units.py names the two encoders' repositories, its README.md the classifiers, which lie in the root of its own.
/// The limits are round numbers well above today's sizes: 0.5 GB for DNABERT-S, 9.9 GB for the larger ESM-2 shard, 7 MB for a classifier.
/// </remarks>
internal static class RemoteModels
{
    /// <summary>Configurations, vocabularies and indexes stay far below.</summary>
    public const long DescriptionLimitBytes = 32L << 20;

    private const long ClassifierLimitBytes = 256L << 20;
    private const long DnabertLimitBytes = 4L << 30;
    private const long Esm2ShardLimitBytes = 64L << 30;

    /// <summary>Chunk lengths in bp that upstream trained a classifier for.</summary>
    private static readonly int[] ClassifierLengthsBp = [500, 300];

    private static readonly SearchValues<char> NotInFileNames = SearchValues.Create("/\\:?#%\0");

    private static readonly Uri ClassifierHome = new("https://raw.githubusercontent.com/Li-Jing-1997/VirNucPro/HEAD/");
    private static readonly Uri DnabertHome = new("https://huggingface.co/zhihan1996/DNABERT-S/resolve/main/");
    private static readonly Uri Esm2Home = new("https://huggingface.co/facebook/esm2_t36_3B_UR50D/resolve/main/");

    /// <summary>The files of some parts, small parts first; the shards of an index are not known yet.</summary>
    public static IEnumerable<RemoteFile> Files(ModelParts parts)
    {
        if (parts.HasFlag(ModelParts.Classifier))
        {
            foreach (var lengthBp in ClassifierLengthsBp)
            {
                yield return new RemoteFile(ModelFolder.ClassifierFolderName, ClassifierHome, $"{lengthBp}_model.pth", ClassifierLimitBytes) { ChunkLengthBp = lengthBp };
            }
        }

        if (parts.HasFlag(ModelParts.DnabertS))
        {
            yield return new RemoteFile(ModelFolder.DnabertFolderName, DnabertHome, ModelFolder.ConfigurationFileName, DescriptionLimitBytes);
            yield return new RemoteFile(ModelFolder.DnabertFolderName, DnabertHome, ModelFolder.TokenizerFileName, DescriptionLimitBytes);
            yield return new RemoteFile(ModelFolder.DnabertFolderName, DnabertHome, "pytorch_model.bin", DnabertLimitBytes) { AlternativeName = "model.safetensors" };
        }

        if (parts.HasFlag(ModelParts.Esm2))
        {
            yield return new RemoteFile(ModelFolder.Esm2FolderName, Esm2Home, ModelFolder.ConfigurationFileName, DescriptionLimitBytes);
            yield return new RemoteFile(ModelFolder.Esm2FolderName, Esm2Home, "vocab.txt", DescriptionLimitBytes);
            yield return new RemoteFile(ModelFolder.Esm2FolderName, Esm2Home, "pytorch_model.bin.index.json", DescriptionLimitBytes) { AlternativeName = "model.safetensors.index.json" };
        }
    }

    /// <summary>The shards that a fetched index names, each once.</summary>
    /// <exception cref="ModelException">The index is not readable, or a shard is no file name.</exception>
    public static IReadOnlyList<RemoteFile> Shards(RemoteFile index, string indexPath)
    {
        using var file = JsonFile.Open(indexPath);
        var shards = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var entry in file.Object("weight_map"))
        {
            var name = entry.Value.ValueKind == JsonValueKind.String ? entry.Value.GetString()! : "";
            if (name is "" or "." or ".." || name.AsSpan().ContainsAny(NotInFileNames))
            {
                throw new ModelException($"{indexPath}: tensor {entry.Name} lies in \"{name}\", which is no file name beside the index. Delete the index and fetch it again.");
            }

            shards.Add(name);
        }

        return [.. shards.Select(name => new RemoteFile(index.Folder, index.Home, name, Esm2ShardLimitBytes))];
    }
}
