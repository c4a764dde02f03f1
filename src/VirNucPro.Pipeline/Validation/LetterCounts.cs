namespace VirNucPro.Pipeline.Validation;

/// <summary>Letters by what they stand for, upper and lower case together.</summary>
/// <param name="Acgt">A, C, G and T.</param>
/// <param name="N">N, any base.</param>
/// <param name="Ambiguous">The other IUPAC codes of several bases: R, Y, S, W, K, M, B, D, H, V.</param>
/// <param name="Uracil">U, as RNA is written.</param>
/// <param name="Other">Everything else, which is no nucleotide.</param>
public sealed record LetterCounts(long Acgt, long N, long Ambiguous, long Uracil, long Other)
{
    /// <summary>All letters.</summary>
    public long Total => Acgt + N + Ambiguous + Uracil + Other;

    /// <summary>Sums up letters.</summary>
    /// <param name="counts">How often each byte occurs.</param>
    internal static LetterCounts Of(ReadOnlySpan<long> counts)
    {
        var acgt = Count(counts, "ACGTacgt"u8);
        var n = Count(counts, "Nn"u8);
        var ambiguous = Count(counts, "RYSWKMBDHVryswkmbdhv"u8);
        var uracil = Count(counts, "Uu"u8);
        long total = 0;
        foreach (var count in counts)
        {
            total += count;
        }

        return new LetterCounts(acgt, n, ambiguous, uracil, total - acgt - n - ambiguous - uracil);
    }

    private static long Count(ReadOnlySpan<long> counts, ReadOnlySpan<byte> letters)
    {
        long sum = 0;
        foreach (var letter in letters)
        {
            sum += counts[letter];
        }

        return sum;
    }
}
