namespace VirNucPro.Pipeline.Validation;

/// <summary>Lengths of sequences in bp.</summary>
/// <param name="Shortest">The shortest.</param>
/// <param name="Median">The median; of an even number of sequences, halfway between the two in the middle.</param>
/// <param name="Longest">The longest.</param>
/// <param name="Total">The sum.</param>
public sealed record SequenceLengths(int Shortest, double Median, int Longest, long Total)
{
    /// <summary>Sums up lengths.</summary>
    /// <param name="counts">How many sequences have which length.</param>
    /// <returns>Null where there are none.</returns>
    internal static SequenceLengths? Of(SortedDictionary<int, long> counts)
    {
        var count = counts.Values.Sum();
        return count == 0
            ? null
            : new SequenceLengths(
                counts.Keys.First(),
                (At((count - 1) / 2) + (double)At(count / 2)) / 2,
                counts.Keys.Last(),
                counts.Sum(pair => pair.Key * pair.Value));

        int At(long rank)
        {
            foreach (var (length, sequences) in counts)
            {
                if (rank < sequences)
                {
                    return length;
                }

                rank -= sequences;
            }

            throw new ArgumentOutOfRangeException(nameof(rank));
        }
    }
}
