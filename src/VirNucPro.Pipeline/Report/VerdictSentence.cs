using System.Globalization;
using VirNucPro.Pipeline.Contigs;

namespace VirNucPro.Pipeline.Report;

/// <summary>Says in one sentence what came out.</summary>
internal static class VerdictSentence
{
    /// <summary>The sentence.</summary>
    /// <param name="content">The results.</param>
    public static string Of(RunContent content)
    {
        var calls = content.Calls;
        if (calls.Called == 0)
        {
            return "No sequence could be called: none has a chunk with a score.";
        }

        if (calls.Called + calls.Uncalled == 1 && content.Selection.Chosen is [{ Call: { } call } only])
        {
            return call.Verdict == ContigVerdict.Ambiguous
                ? $"{only.Id} is ambiguous: neither viral nor non-viral."
                : $"{only.Id} is called {(call.Verdict == ContigVerdict.Viral ? "viral" : "non-viral")}, {TierText(call.Tier)}.";
        }

        var all = Number(calls.Called + calls.Uncalled);
        var ambiguous = calls[ContigVerdict.Ambiguous];
        var rest = ambiguous switch
        {
            0 => "",
            1 => "; 1 is ambiguous",
            _ => $"; {Number(ambiguous)} are ambiguous",
        };
        var viral = calls[ContigVerdict.Viral];
        var sure = calls[ContigVerdict.Viral, ContigTier.HighConfidence];
        return viral == 0
            ? $"None of the {all} sequences is called viral{rest}."
            : $"{Number(viral)} of {all} sequences {(viral == 1 ? "is" : "are")} called viral, "
                + $"{(sure == 0 ? "none" : sure == viral && viral > 1 ? "all" : Number(sure))} with high confidence{rest}.";
    }

    private static string TierText(ContigTier tier) => tier switch
    {
        ContigTier.HighConfidence => "with high confidence",
        ContigTier.ModerateConfidence => "with moderate confidence",
        ContigTier.LowConfidence => "with low confidence",
        _ => "but should be reviewed",
    };

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
