namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>The columns of table <c>shard</c> that its chunks tell; kept for queries.</summary>
/// <param name="Chunks">Chunks.</param>
/// <param name="Frames">Open frames.</param>
/// <param name="FailedFrames">Those without a score.</param>
/// <param name="FirstRecord">Smallest record number; null without a chunk.</param>
/// <param name="LastRecord">Largest record number; null without a chunk.</param>
internal sealed record ShardCounts(long Chunks, long Frames, long FailedFrames, long? FirstRecord, long? LastRecord)
{
    /// <summary>Counts.</summary>
    /// <param name="shard">The shard.</param>
    public static ShardCounts Of(ShardResult shard) => new(
        shard.Chunks.Count,
        shard.Chunks.Sum(chunk => (long)chunk.Frames.Count),
        shard.Chunks.Sum(chunk => (long)chunk.Frames.Count(frame => frame.Score is null)),
        shard.Chunks.Min(chunk => (long?)chunk.Record),
        shard.Chunks.Max(chunk => (long?)chunk.Record));
}
