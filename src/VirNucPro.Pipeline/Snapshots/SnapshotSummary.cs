namespace VirNucPro.Pipeline.Snapshots;

/// <summary>What a snapshot holds.</summary>
/// <param name="Path">The file, a full path.</param>
/// <param name="Sequences">Sequences with a base.</param>
/// <param name="Frames">Open frames, each with two embeddings and a score pair.</param>
/// <param name="IsDemo">True where demo models made it.</param>
public sealed record SnapshotSummary(string Path, long Sequences, long Frames, bool IsDemo);
