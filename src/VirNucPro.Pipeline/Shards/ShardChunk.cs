using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Shards;

/// <summary>A chunk and which of its shard's frames are its own.</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="RecordNumber">1-based position of its sequence in the whole input.</param>
internal sealed record ShardChunk(SequenceChunk Chunk, long RecordNumber)
{
    /// <summary>The chunk's name.</summary>
    public string Id { get; } = Chunk.Id;

    /// <summary>First frame, in <see cref="PredictShard.Frames"/>.</summary>
    public int FirstFrame { get; set; }

    /// <summary>Number of open frames.</summary>
    public int FrameCount { get; set; }
}
