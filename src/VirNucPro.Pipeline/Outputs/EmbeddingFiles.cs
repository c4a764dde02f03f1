using VirNucPro.Models;
using VirNucPro.Pipeline.Shards;

namespace VirNucPro.Pipeline.Outputs;

/// <summary>The array of an embedding run and the ids of its rows.</summary>
internal sealed class EmbeddingFiles : IDisposable
{
    private readonly Stream _stream;
    private readonly TextWriter _ids;
    private NpyWriter? _array;

    /// <summary>Starts the ids; the array starts once its width is known.</summary>
    /// <param name="array">A seekable stream for the <c>.npy</c> file; closed by this object.</param>
    /// <param name="ids">For the ids, one a line; stays the caller's.</param>
    /// <param name="notice">First line of the ids, as a comment; null for none.</param>
    public EmbeddingFiles(Stream array, TextWriter ids, string? notice)
    {
        _stream = array;
        _ids = ids;
        Comment.Write(ids, notice);
    }

    /// <summary>Rows written.</summary>
    public long RowCount => _array?.RowCount ?? 0;

    /// <summary>Appends a shard.</summary>
    /// <param name="shard">A shard with its embeddings.</param>
    /// <param name="width">Width of an embedding.</param>
    public void Write(EmbedShard shard, int width)
    {
        _array ??= new NpyWriter(_stream, width);
        for (var row = 0; row < shard.Records.Count; row++)
        {
            _array.Write(shard.Embeddings.AsSpan(shard.Tokens.Rows[row] * width, width));
            _ids.Write(shard.Records[row].Id);
            _ids.Write('\n');
        }
    }

    /// <summary>Completes the array; of an input of empty sequences the array has no rows.</summary>
    /// <param name="width">Width of an embedding.</param>
    public void Complete(int width)
    {
        _array ??= new NpyWriter(_stream, width);
        _array.Complete();
    }

    public void Dispose() => _array?.Dispose();
}
