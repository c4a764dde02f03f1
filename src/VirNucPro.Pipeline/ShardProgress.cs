namespace VirNucPro.Pipeline;

/// <summary>How far a device is with its shard.</summary>
/// <param name="Device">The device's name.</param>
/// <param name="Number">1-based position of the shard in the input.</param>
/// <param name="Tokens">Tokens that each encoder of <see cref="RunProgress.Encoders"/> has in the shard.</param>
/// <param name="DoneTokens">Those of them that it has embedded.</param>
public sealed record ShardProgress(string Device, int Number, IReadOnlyList<long> Tokens, IReadOnlyList<long> DoneTokens);
