namespace VirNucPro.Models;

/// <summary>A rectangular batch of token ids.</summary>
/// <param name="TokenIds">[rows, TokenCount], right-padded.</param>
/// <param name="Lengths">[rows], tokens of each row without padding.</param>
/// <param name="TokenCount">Columns: the longest row.</param>
public sealed record TokenBatch(int[] TokenIds, int[] Lengths, int TokenCount)
{
    /// <summary>Number of sequences.</summary>
    public int RowCount => Lengths.Length;
}
