using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Shards;

namespace VirNucPro.Pipeline.Stages;

/// <summary>Consensus Scoring: makes a computed shard's results, from which each chunk is called.</summary>
/// <remarks>A score that is not finite is never kept: its frame has none.</remarks>
internal static class ConsensusStage
{
    /// <summary>The results of a shard.</summary>
    /// <param name="shard">A shard with its scores.</param>
    public static ShardResult Run(PredictShard shard)
    {
        var chunks = new ChunkResult[shard.Chunks.Count];
        for (var i = 0; i < chunks.Length; i++)
        {
            var (chunk, record) = (shard.Chunks[i].Chunk, shard.Chunks[i].RecordNumber);
            chunks[i] = new ChunkResult(
                chunk.SequenceId,
                record,
                chunk.Number,
                chunk.Start,
                chunk.Bases.Length,
                InputDigest.ShortOf(shard.ChunkDigests, i),
                FramesOf(shard, shard.Chunks[i]));
        }

        return new ShardResult(shard.Index, shard.InputHash, chunks, shard.Work ?? throw new InvalidOperationException($"Shard {shard.Index} is not computed."));
    }

    private static FrameResult[] FramesOf(PredictShard shard, ShardChunk chunk)
    {
        var frames = new FrameResult[chunk.FrameCount];
        for (var i = 0; i < frames.Length; i++)
        {
            var frame = chunk.FirstFrame + i;
            ReadOnlySpan<float> scores = shard.Scores.AsSpan(frame * ClassifyStage.ScoreCount, ClassifyStage.ScoreCount);
            var score = new FrameScore(scores[0], scores[1]);
            frames[i] = new FrameResult(shard.Frames[frame].Frame, score.IsFinite ? score : null);
        }

        return frames;
    }
}
