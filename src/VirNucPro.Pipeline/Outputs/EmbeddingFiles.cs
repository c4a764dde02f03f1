using System.Text;
using VirNucPro.Models;
using VirNucPro.Pipeline.Shards;

namespace VirNucPro.Pipeline.Outputs;

/// <summary>The array of an embedding run and the ids of its rows.</summary>
/// <param name="array">A seekable stream for the <c>.npy</c> file; closed by this object.</param>
/// <param name="ids">For the ids, one a line; stays the caller's.</param>
/// <param name="notice">First line of the ids, as a comment; null for none.</param>
internal sealed class EmbeddingFiles(Stream array, Stream ids, string? notice) : IDisposable
{
    private readonly StreamWriter _ids = CreateIds(ids, notice);
    private NpyWriter? _array;

    /// <summary>Rows written.</summary>
    public long RowCount => _array?.RowCount ?? 0;

    /// <summary>Appends a shard.</summary>
    /// <param name="shard">A shard with its embeddings.</param>
    /// <param name="width">Width of an embedding.</param>
    public void Write(EmbedShard shard, int width)
    {
        _array ??= new NpyWriter(array, width);
        for (int row = 0; row < shard.Records.Count; row++)
        {
            _array.Write(shard.Embeddings.AsSpan(shard.Tokens.Rows[row] * width, width));
            _ids.Write(shard.Records[row].Id);
            _ids.Write('\n');
        }
    }

    /// <summary>Completes both; of an input of empty sequences the array has no rows.</summary>
    /// <param name="width">Width of an embedding.</param>
    public void Complete(int width)
    {
        _array ??= new NpyWriter(array, width);
        _array.Complete();
        _ids.Flush();
    }

    public void Dispose() => _array?.Dispose();

    private static StreamWriter CreateIds(Stream stream, string? notice)
    {
        var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), leaveOpen: true);
        Comment.Write(text, notice);
        return text;
    }
}
