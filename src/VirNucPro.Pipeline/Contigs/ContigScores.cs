namespace VirNucPro.Pipeline.Contigs;

/// <summary>Gathers the chunks of one sequence, or of a group of sequences, for its call.</summary>
/// <remarks>Source: the WDL task classify_virnucpro_contigs of Broad's viral pipelines.</remarks>
internal sealed class ContigScores
{
    private const double ConfidentAbove = 0.8;
    private const double ConfidentBelow = 0.3;
    private const double AmbiguousAbove = 0.7;
    private const double CallBeyond = 0.3;
    private const double HighConfidenceBeyond = 0.6;

    private double _deltas;
    private double _weightedDeltas;
    private double _weights;
    private int _chunks;
    private int _confidentViral;
    private int _confidentNonviral;
    private int _ambiguous;

    /// <summary>Adds a chunk.</summary>
    /// <param name="others">Its max_score_0.</param>
    /// <param name="virus">Its max_score_1.</param>
    public void Add(double others, double virus)
    {
        var delta = virus - others;
        var weight = Math.Sqrt(Math.Abs(delta));
        _deltas += delta;
        _weightedDeltas += delta * weight;
        _weights += weight;
        _chunks++;
        _confidentViral += virus > ConfidentAbove && others < ConfidentBelow ? 1 : 0;
        _confidentNonviral += others > ConfidentAbove && virus < ConfidentBelow ? 1 : 0;
        _ambiguous += virus > AmbiguousAbove && others > AmbiguousAbove ? 1 : 0;
    }

    /// <summary>The call.</summary>
    /// <param name="rules">What the user chose.</param>
    /// <returns>Null where there is no chunk.</returns>
    public ContigCall? Call(ContigRules rules)
    {
        if (_chunks == 0)
        {
            return null;
        }

        var weightedDelta = _weights > 0 ? _weightedDeltas / _weights : _deltas / _chunks;
        var verdict = weightedDelta switch
        {
            > CallBeyond => ContigVerdict.Viral,
            < -CallBeyond => ContigVerdict.Nonviral,
            _ => ContigVerdict.Ambiguous,
        };
        var call = new ContigCall(
            verdict, ContigTier.Review, weightedDelta, _chunks, _confidentViral, _confidentNonviral, _ambiguous);
        return call with { Tier = TierOf(call, rules) };
    }

    private static ContigTier TierOf(ContigCall call, ContigRules rules)
    {
        var isSure = call.Verdict switch
        {
            ContigVerdict.Viral => call.ConfidentViral > 0 && call.ViralProportion >= rules.MinViralProportion,
            ContigVerdict.Nonviral => call.ConfidentNonviral > 0 && call.NonviralProportion >= rules.MinNonviralProportion,
            _ => false,
        };
        return (call.Verdict, isSure, HasEnoughChunks: call.Chunks >= rules.MinChunks) switch
        {
            (ContigVerdict.Ambiguous, _, _) => ContigTier.Review,
            (_, true, true) when Math.Abs(call.WeightedDelta) > HighConfidenceBeyond => ContigTier.HighConfidence,
            (_, true, true) => ContigTier.ModerateConfidence,
            (_, true, false) or (_, false, true) => ContigTier.LowConfidence,
            (_, false, false) => ContigTier.Review,
        };
    }
}
