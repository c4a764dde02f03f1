using VirNucPro.Pipeline.Shards;

namespace VirNucPro.Pipeline;

/// <summary>What <see cref="InputCheckRun"/> looks at.</summary>
public sealed record InputCheckOptions
{
    /// <summary>The input as a run would get it; <c>-</c> is standard input.</summary>
    public required string InputPath { get; init; }

    /// <summary>Chunk length in bp.</summary>
    public int ExpectedLengthBp { get; init; } = 500;

    /// <summary>Chunks of a shard.</summary>
    public int ShardChunks { get; init; } = PredictShard.DefaultChunkCount;

    /// <summary>Models with which a sample is timed; null leaves the estimate out.</summary>
    public string? ModelsDirectory { get; init; }

    /// <summary>Where the sample is computed.</summary>
    public ComputeOptions Compute { get; init; } = new();
}
