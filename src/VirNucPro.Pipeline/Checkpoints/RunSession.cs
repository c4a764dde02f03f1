namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>One process's work on a run.</summary>
/// <param name="Number">1-based.</param>
/// <param name="Started">When, UTC, ISO 8601.</param>
/// <param name="Version">The program's version.</param>
/// <param name="Arguments">What it was asked for, for people.</param>
/// <param name="WallSeconds">Wall time up to the last shard that it added.</param>
/// <param name="Shards">Shards that it added.</param>
internal sealed record RunSession(long Number, string Started, string Version, string Arguments, double WallSeconds, long Shards);
