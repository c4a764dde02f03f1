namespace VirNucPro.Cli.Options;

/// <summary>What the options say that choose how sequences are called; two commands have them.</summary>
internal static class ContigRuleOptions
{
    public const string MinChunks = "min-chunks";
    public const string MinChunksText = "Scored chunks that high_confidence and moderate_confidence need. With fewer, they become low_confidence, and low_confidence becomes review.";
    public const string MinViralProportion = "min-viral-prop";
    public const string MinViralProportionText =
        "Share of surely viral chunks that they need besides, for the call Viral: max_score_1 above 0.8 and max_score_0 below 0.3. Chunks with both above 0.7 don't count.";
    public const string MinNonviralProportion = "min-nonviral-prop";
    public const string MinNonviralProportionText = "The same for Non-viral, with the scores the other way round.";
}
