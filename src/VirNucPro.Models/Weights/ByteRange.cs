namespace VirNucPro.Models.Weights;

/// <summary>A stretch of a file.</summary>
/// <param name="Start">0-based offset of its first byte.</param>
/// <param name="Length">Bytes.</param>
internal readonly record struct ByteRange(long Start, long Length)
{
    /// <summary>Offset behind the last byte.</summary>
    public long End => Start + Length;
}
