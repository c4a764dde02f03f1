using VirNucPro.Pipeline.Shards;

namespace VirNucPro.Pipeline.Outputs;

/// <summary>The files of an embedding run; they appear under their names only when they are complete.</summary>
internal abstract class EmbeddingFiles : IDisposable
{
    /// <summary>Name of the array in the formats that name it.</summary>
    protected const string ArrayName = "embeddings";

    private bool _isStarted;

    /// <summary>Rows written.</summary>
    public long RowCount { get; private set; }

    /// <summary>Starts the files, unless that is done; only then is the width known.</summary>
    /// <param name="width">Width of an embedding.</param>
    /// <param name="origin">Gives what the files say of where the embeddings come from.</param>
    public void Start(int width, Func<EmbeddingOrigin> origin)
    {
        if (!_isStarted)
        {
            StartFiles(width, origin());
            _isStarted = true;
        }
    }

    /// <summary>Appends a shard.</summary>
    /// <param name="shard">A shard with its embeddings.</param>
    /// <param name="width">Width of an embedding.</param>
    public void Write(EmbedShard shard, int width)
    {
        for (var row = 0; row < shard.Records.Count; row++)
        {
            WriteRow(shard.Records[row].Id, shard.Embeddings.AsSpan(shard.Tokens.Rows[row] * width, width));
        }

        RowCount += shard.Records.Count;
    }

    /// <summary>Completes the files and gives them their names.</summary>
    /// <param name="cancellation">Stops the completing.</param>
    public abstract void Publish(CancellationToken cancellation);

    /// <summary>Removes the files that were not published.</summary>
    public abstract void Dispose();

    /// <inheritdoc cref="Start"/>
    protected abstract void StartFiles(int width, EmbeddingOrigin origin);

    /// <summary>Appends a row.</summary>
    /// <param name="id">Id of its sequence.</param>
    /// <param name="row">The embedding, of the width of <see cref="Start"/>.</param>
    protected abstract void WriteRow(string id, ReadOnlySpan<float> row);
}
