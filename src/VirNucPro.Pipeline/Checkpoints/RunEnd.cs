namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>How a run ended that has written its result files.</summary>
/// <param name="Finished">When, UTC, ISO 8601.</param>
/// <param name="Shards">Its shards.</param>
/// <param name="Sequences">Input sequences, empty ones included.</param>
/// <param name="EmptySequences">Input sequences without a base.</param>
internal sealed record RunEnd(string Finished, long Shards, long Sequences, long EmptySequences);
