namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>A shard and the session that added it.</summary>
/// <param name="Result">The shard.</param>
/// <param name="Session">Number of the session.</param>
internal sealed record StoredShard(ShardResult Result, long Session);
