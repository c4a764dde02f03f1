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
    public static ITensorSource OpenSingle(string path)
    {
        Span<byte> head = stackalloc byte[ForeignContent.HeadBytes];
        head = head[..ReadHead(path, head)];
        return ForeignContent.Recognize(head) switch
        {
            StandIn.WebPage => throw new ModelException($"{path} is a web page, not the weights themselves: what was saved is the page about the file, or a server's error. Fetch the file again, by the address behind its download button."),
            StandIn.GitLfsPointer => throw new ModelException($"{path} is a Git LFS pointer, not the weights themselves: fetch them with `git lfs pull`."),
            _ => PyTorchFile.Recognizes(head) ? PyTorchFile.Open(path) : SafetensorsFile.Open(path),
        };
    }

    private static int ReadHead(string path, Span<byte> head)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} can't be read: {failure.Message}", failure);
        }
    }
}
