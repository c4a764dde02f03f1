using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Shards;

/// <summary>A chunk and which of its shard's frames are its own.</summary>
/// <param name="Chunk">The chunk.</param>
/// <param name="Record">The sequence that it was cut from, whose memory it shares.</param>
internal sealed record ShardChunk(SequenceChunk Chunk, SequenceRecord Record)
{
    /// <summary>1-based position of its sequence in the whole input.</summary>
    public long RecordNumber => Record.Number;

    /// <summary>First frame, in <see cref="PredictShard.Frames"/>.</summary>
    public int FirstFrame { get; set; }

    /// <summary>Number of open frames.</summary>
    public int FrameCount { get; set; }
}
