namespace VirNucPro.Cli.Options;

/// <summary>Finds what a mistyped word was meant to be.</summary>
internal static class Spelling
{
    /// <summary>The end of a message about an unknown word: what may have been meant, or nothing.</summary>
    /// <param name="word">What was typed.</param>
    /// <param name="known">What could have been typed.</param>
    /// <param name="prefix">Stands before the word when it is typed, such as <c>--</c>.</param>
    public static string Suggest(string word, IEnumerable<string> known, string prefix = "") =>
        Nearest(word, known) is { } nearest ? $"; did you mean {prefix}{nearest}?" : "";

    /// <summary>The known word with the fewest slips from the one typed; null where a third of it or more would be wrong.</summary>
    private static string? Nearest(string word, IEnumerable<string> known)
    {
        var (nearest, slips) = known
            .Select(candidate => (candidate, Slips: Slips(word, candidate)))
            .DefaultIfEmpty((candidate: "", Slips: int.MaxValue))
            .MinBy(pair => pair.Slips);
        return slips <= Math.Max(1, Math.Max(word.Length, nearest.Length) / 3) && slips < nearest.Length ? nearest : null;
    }

    // Letters left out, put in, replaced or swapped with their neighbour: the distance of optimal string alignment.
    private static int Slips(string typed, string meant)
    {
        var table = new int[typed.Length + 1, meant.Length + 1];
        for (var i = 0; i <= typed.Length; i++)
        {
            for (var j = 0; j <= meant.Length; j++)
            {
                table[i, j] = i == 0 || j == 0
                    ? i + j
                    : Math.Min(
                        Math.Min(table[i - 1, j], table[i, j - 1]) + 1,
                        table[i - 1, j - 1] + (typed[i - 1] == meant[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && typed[i - 1] == meant[j - 2] && typed[i - 2] == meant[j - 1])
                {
                    table[i, j] = Math.Min(table[i, j], table[i - 2, j - 2] + 1);
                }
            }
        }

        return table[typed.Length, meant.Length];
    }
}
