namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>A finished shard as the run's database keeps it.</summary>
/// <param name="Index">0-based position in the input.</param>
/// <param name="InputHash">SHA-256 of the chunks that it was made from (<see cref="InputDigest"/>), 32 bytes.</param>
/// <param name="Chunks">Its chunks in input order, those without an open frame included.</param>
/// <param name="Work">What it took.</param>
internal sealed record ShardResult(int Index, byte[] InputHash, IReadOnlyList<ChunkResult> Chunks, ShardWork Work)
{
    /// <summary>True where a frame has no score: <c>--resume</c> computes such a shard again.</summary>
    public bool HasFailures => Chunks.Any(chunk => chunk.Frames.Any(frame => frame.Score is null));
}
