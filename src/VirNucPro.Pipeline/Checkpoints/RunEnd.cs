namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>How a run ended that has written its result files.</summary>
/// <param name="Finished">When, UTC, ISO 8601.</param>
/// <param name="Shards">Shards of the input; a part of a run holds its share of them.</param>
/// <param name="Sequences">Input sequences, empty ones included.</param>
/// <param name="EmptySequences">Input sequences without a base.</param>
internal sealed record RunEnd(string Finished, long Shards, long Sequences, long EmptySequences)
{
    /// <summary>Whether these are all shards that the run, or its part, must have.</summary>
    /// <param name="shards">The shards, in order.</param>
    /// <param name="part">The part; null for a whole run.</param>
    public bool IsCompleteWith(IReadOnlyCollection<int> shards, RunPart? part) =>
        shards.Count == (part?.CountOf(Shards) ?? Shards) && shards.All(shard => shard < Shards && (part?.Has(shard) ?? true));
}
