namespace VirNucPro.Sequences;

/// <summary>Where a chunk lies in its sequence: 0-based, half-open, in bases (bp).</summary>
/// <param name="Start">First base.</param>
/// <param name="End">One past the last base.</param>
public readonly record struct ChunkRange(int Start, int End)
{
    /// <summary>Length in bases (bp).</summary>
    public int LengthBp => End - Start;
}
