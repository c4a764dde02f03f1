namespace VirNucPro.Pipeline.Contigs;

/// <summary>What the result files call verdicts and tiers.</summary>
/// <remarks>Source: the WDL task classify_virnucpro_contigs of Broad's viral pipelines.</remarks>
internal static class ContigNames
{
    public static string Of(ContigVerdict verdict) => verdict switch
    {
        ContigVerdict.Viral => "Viral",
        ContigVerdict.Nonviral => "Non-viral",
        _ => "Ambiguous",
    };

    public static string Of(ContigTier tier) => tier switch
    {
        ContigTier.HighConfidence => "high_confidence",
        ContigTier.ModerateConfidence => "moderate_confidence",
        ContigTier.LowConfidence => "low_confidence",
        _ => "review",
    };
}
