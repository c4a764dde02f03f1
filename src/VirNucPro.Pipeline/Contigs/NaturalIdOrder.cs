namespace VirNucPro.Pipeline.Contigs;

/// <summary>Orders ids with runs of digits as numbers and without regard to case: NODE_2 before node_10.</summary>
/// <remarks>
/// Source: natural_sort_key in the WDL task classify_virnucpro_contigs of Broad's viral pipelines: lists of text and number in turn, compared
/// part by part, of which the shorter one comes first.
/// </remarks>
internal sealed class NaturalIdOrder : IComparer<string>
{
    public static readonly NaturalIdOrder Instance = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> left = x;
        ReadOnlySpan<char> right = y;
        while (true)
        {
            var order = CompareText(Take(ref left, digits: false), Take(ref right, digits: false));
            if (order != 0 || left.IsEmpty || right.IsEmpty)
            {
                return order != 0 ? order : left.Length.CompareTo(right.Length);
            }

            order = CompareNumbers(Take(ref left, digits: true), Take(ref right, digits: true));
            if (order != 0)
            {
                return order;
            }
        }
    }

    private static ReadOnlySpan<char> Take(ref ReadOnlySpan<char> text, bool digits)
    {
        var length = 0;
        while (length < text.Length && char.IsAsciiDigit(text[length]) == digits)
        {
            length++;
        }

        var run = text[..length];
        text = text[length..];
        return run;
    }

    private static int CompareText(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        for (var i = 0; i < left.Length && i < right.Length; i++)
        {
            var order = char.ToLowerInvariant(left[i]).CompareTo(char.ToLowerInvariant(right[i]));
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    // Of any length: without leading zeros, the longer one is larger.
    private static int CompareNumbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        left = left.TrimStart('0');
        right = right.TrimStart('0');
        return left.Length != right.Length ? left.Length.CompareTo(right.Length) : left.SequenceCompareTo(right);
    }
}
