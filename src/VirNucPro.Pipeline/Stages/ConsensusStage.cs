using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Shards;

namespace VirNucPro.Pipeline.Stages;

/// <summary>Consensus Scoring: calls each chunk from its frames and writes the rows of both result files.</summary>
/// <remarks>
/// Source: VirNucPro prediction.py (per chunk the largest of each score over its frames). A chunk without an open frame
/// gets no row, as in the reference. A score that is not finite is never written: its sequence is listed as failed.
/// </remarks>
internal sealed class ConsensusStage(FrameTable frameTable, ChunkTable chunkTable)
{
    private readonly List<string> _failedSequences = [];

    public long Chunks { get; private set; }

    public long ChunksWithoutFrames { get; private set; }

    public long ViralChunks { get; private set; }

    public long Frames { get; private set; }

    /// <summary>Ids of sequences with a frame whose score is not finite, in input order.</summary>
    public IReadOnlyList<string> FailedSequences => _failedSequences;

    public void Run(PredictShard shard)
    {
        foreach (var chunk in shard.Chunks)
        {
            Chunks++;
            if (chunk.FrameCount == 0)
            {
                ChunksWithoutFrames++;
                continue;
            }

            if (Call(shard, chunk) is { } consensus)
            {
                ViralChunks += consensus.ChunkIsVirus ? 1 : 0;
                chunkTable.Write(chunk.Id, consensus);
            }
        }
    }

    private FrameScore? Call(PredictShard shard, ShardChunk chunk)
    {
        FrameScore? consensus = null;
        for (var frame = chunk.FirstFrame; frame < chunk.FirstFrame + chunk.FrameCount; frame++)
        {
            Frames++;
            ReadOnlySpan<float> scores = shard.Scores.AsSpan(frame * ClassifyStage.ScoreCount, ClassifyStage.ScoreCount);
            var score = new FrameScore(scores[0], scores[1]);
            if (!score.IsFinite)
            {
                if (_failedSequences.LastOrDefault() != chunk.Chunk.SequenceId)
                {
                    _failedSequences.Add(chunk.Chunk.SequenceId);
                }

                continue;
            }

            frameTable.Write(chunk.Id, shard.Frames[frame].Frame, score);
            consensus = consensus?.Max(score) ?? score;
        }

        return consensus;
    }
}
