namespace VirNucPro.Pipeline.Contigs;

/// <summary>How many sequences, or groups of them, got each call.</summary>
/// <param name="Viral">Called viral.</param>
/// <param name="HighConfidenceViral">Of them, those with high confidence.</param>
/// <param name="Nonviral">Called non-viral.</param>
/// <param name="Ambiguous">Called ambiguous.</param>
public readonly record struct CallCounts(long Viral, long HighConfidenceViral, long Nonviral, long Ambiguous)
{
    /// <summary>All that have a call.</summary>
    public long Called => Viral + Nonviral + Ambiguous;

    /// <summary>The counts with one call more.</summary>
    /// <param name="call">The call.</param>
    internal CallCounts With(ContigCall call) => call.Verdict switch
    {
        ContigVerdict.Viral => this with
        {
            Viral = Viral + 1,
            HighConfidenceViral = HighConfidenceViral + (call.Tier == ContigTier.HighConfidence ? 1 : 0),
        },
        ContigVerdict.Nonviral => this with { Nonviral = Nonviral + 1 },
        _ => this with { Ambiguous = Ambiguous + 1 },
    };
}
