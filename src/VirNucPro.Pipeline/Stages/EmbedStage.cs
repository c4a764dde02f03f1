using VirNucPro.Pipeline.Batching;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Stages;

/// <summary>DNABERT-S or ESM-2 Feature Extraction.</summary>
/// <param name="stage">Which of both.</param>
/// <param name="embedder">The encoder on this device.</param>
/// <param name="tokensOf">The shard's token sequences.</param>
/// <param name="describe">Names a row of them for a message.</param>
/// <param name="store">Takes the embeddings, [distinct sequences, width].</param>
/// <param name="batchDone">Told the tokens of each finished batch.</param>
internal sealed class EmbedStage<TShard>(
    PipelineStage stage,
    BatchingEmbedder embedder,
    Func<TShard, TokenSet> tokensOf,
    Func<TShard, int, string> describe,
    Action<TShard, float[]> store,
    Action<long> batchDone) : IShardStage<TShard>
    where TShard : Shard
{
    public PipelineStage Stage => stage;

    public void Run(TShard shard, CancellationToken cancellation)
    {
        var tokens = tokensOf(shard);
        store(shard, embedder.Embed(
            tokens.Sequences,
            sequence => describe(shard, tokens.FirstRowOf(sequence)),
            batchDone,
            cancellation));
    }
}
