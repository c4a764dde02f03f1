using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Telemetry;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Stages;

/// <summary>Six-Frame Translation: finds the open frames of each chunk.</summary>
internal sealed class TranslateStage : IShardStage<PredictShard>
{
    public PipelineStage Stage => PipelineStage.SixFrameTranslation;

    public void Run(PredictShard shard, CancellationToken cancellation)
    {
        foreach (var chunk in shard.Chunks)
        {
            chunk.FirstFrame = shard.Frames.Count;
            SixFrameTranslation.FindOpenFrames(chunk.Chunk.Bases.Span, shard.Frames);
            chunk.FrameCount = shard.Frames.Count - chunk.FirstFrame;
        }
    }
}
