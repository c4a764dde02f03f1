namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>What a resumed run must know of a finished shard to recognise it.</summary>
/// <param name="InputHash">SHA-256 of its chunks, 32 bytes.</param>
/// <param name="HasFailures">True where a frame has no score.</param>
internal sealed record FinishedShard(byte[] InputHash, bool HasFailures);
