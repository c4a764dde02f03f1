using VirNucPro.Models.Weights.PyTorch;

namespace VirNucPro.Models.Weights;

/// <summary>Opens a file of weights of whatever format.</summary>
internal static class WeightsFile
{
    private const string IndexSuffix = ".index.json";

    /// <summary>Decides by the content: a PyTorch file, an index of shards, or safetensors.</summary>
    /// <exception cref="ModelException">It is missing, of none of these formats, or damaged.</exception>
    public static ITensorSource Open(string path) =>
        path.EndsWith(IndexSuffix, StringComparison.Ordinal) ? ShardedWeights.Open(path) : OpenSingle(path);

    /// <summary>Opens a file that is no index: the whole weights, or one shard of them.</summary>
    /// <inheritdoc cref="Open"/>
    public static ITensorSource OpenSingle(string path) => IsPyTorch(path) ? PyTorchFile.Open(path) : SafetensorsFile.Open(path);

    private static bool IsPyTorch(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            Span<byte> start = stackalloc byte[16];
            var count = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
            return PyTorchFile.Recognizes(start[..count]);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} can't be read: {failure.Message}", failure);
        }
    }
}
