namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>One process's work on a run.</summary>
/// <param name="Started">When it started, UTC in ISO 8601.</param>
/// <param name="Elapsed">Its wall time up to the last shard that it saved, or to its end.</param>
/// <param name="Shards">Shards that it saved.</param>
/// <param name="Version">The program's version.</param>
/// <param name="Means">Devices, precision and libtorch.</param>
public sealed record InspectedSession(string Started, TimeSpan Elapsed, long Shards, string Version, string Means);
