using VirNucPro.Models;
using VirNucPro.Pipeline.Batching;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Stages;

/// <summary>Nucleotide or Protein File Splitting: here, the tokenizing of a shard for one encoder.</summary>
/// <param name="stage">Which of both.</param>
/// <param name="tokenizer">The encoder's tokenizer.</param>
/// <param name="rowCount">How many sequences the shard has.</param>
/// <param name="lettersOf">The letters of one of them.</param>
/// <param name="describe">Names one of them for a message.</param>
/// <param name="target">Where the tokens go.</param>
internal sealed class SplitStage<TShard>(
    PipelineStage stage,
    ITokenizer tokenizer,
    Func<TShard, int> rowCount,
    Func<TShard, int, ReadOnlyMemory<byte>> lettersOf,
    Func<TShard, int, string> describe,
    Func<TShard, TokenSet> target) : IShardStage<TShard>
    where TShard : Shard
{
    public PipelineStage Stage => stage;

    public void Run(TShard shard, CancellationToken cancellation)
    {
        var tokens = target(shard);
        for (var row = 0; row < rowCount(shard); row++)
        {
            try
            {
                tokens.Add(tokenizer.Encode(lettersOf(shard, row).Span));
            }
            catch (TokenizationException failure)
            {
                throw new SequenceFailureException(describe(shard, row), failure);
            }
        }
    }
}
