using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Stages;

/// <summary>A stage that fills its part of a shard.</summary>
internal interface IShardStage<in TShard>
    where TShard : Shard
{
    /// <summary>Which of the nine it is.</summary>
    PipelineStage Stage { get; }

    /// <summary>Works on one shard.</summary>
    /// <param name="shard">The shard, with what the stages before put into it.</param>
    /// <param name="cancellation">Stops long work.</param>
    void Run(TShard shard, CancellationToken cancellation);
}
