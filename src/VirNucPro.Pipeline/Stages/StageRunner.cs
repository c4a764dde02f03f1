using VirNucPro.Pipeline.Batching;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Stages;

/// <summary>Runs stages over shards and keeps their times.</summary>
internal sealed class StageRunner(TimeProvider time, PipelineTelemetry telemetry)
{
    /// <summary>Runs one shard through stages ahead of the device.</summary>
    /// <param name="stages">The stages.</param>
    /// <param name="shard">The shard; gets the times.</param>
    /// <param name="cancellation">Stops the run.</param>
    public void Prepare<TShard>(
        IReadOnlyList<IShardStage<TShard>> stages, TShard shard, CancellationToken cancellation)
        where TShard : Shard
    {
        foreach (var stage in stages)
        {
            cancellation.ThrowIfCancellationRequested();
            var start = time.GetTimestamp();
            stage.Run(shard, cancellation);
            shard.Preparation[stage.Stage] += time.GetElapsedTime(start).TotalSeconds;
        }
    }

    /// <summary>Runs every shard through stages on a device.</summary>
    /// <param name="stages">The stages.</param>
    /// <param name="shards">Prepared shards, waited for.</param>
    /// <param name="timeline">The device's time.</param>
    /// <param name="done">Receives each finished shard.</param>
    /// <param name="cancellation">Stops the run.</param>
    public void Compute<TShard>(
        IReadOnlyList<IShardStage<TShard>> stages,
        IEnumerable<TShard> shards,
        StageTimeline timeline,
        Action<TShard> done,
        CancellationToken cancellation)
        where TShard : Shard
    {
        foreach (var shard in shards)
        {
            timeline.EndWait(shard.Preparation);
            foreach (var stage in stages)
            {
                cancellation.ThrowIfCancellationRequested();
                timeline.StartStage(stage.Stage);
                stage.Run(shard, cancellation);
                var seconds = timeline.EndStage(stage.Stage);
                shard.Computation[stage.Stage] += seconds;
                telemetry.ShardStageEnded(shard.Index, stage.Stage, seconds);
            }

            done(shard);
        }
    }

    /// <summary>Lets a device without a shard embed a batch of another device's shard.</summary>
    /// <param name="stage">The stage that this is a part of.</param>
    /// <param name="embedder">The encoder on the device without a shard.</param>
    /// <param name="timeline">The device's time; what it waited for a batch counts to the stage as well.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <returns>False where there is no such batch.</returns>
    public static bool Help(PipelineStage stage, BatchingEmbedder embedder, StageTimeline timeline, CancellationToken cancellation)
    {
        if (!embedder.Help(cancellation))
        {
            return false;
        }

        timeline.StartStage(stage);
        timeline.EndStage(stage);
        return true;
    }
}
