namespace VirNucPro.Pipeline.Contigs;

/// <summary>The call of one sequence, or of a group of sequences. Values are exact; tables round them.</summary>
/// <param name="Verdict">What it is.</param>
/// <param name="Tier">How sure that is.</param>
/// <param name="WeightedDelta">Mean of virus − others over its chunks, those far from 0 weighing more; −1 to 1.</param>
/// <param name="Chunks">Chunks with a score.</param>
/// <param name="ConfidentViral">Chunks that are surely viral.</param>
/// <param name="ConfidentNonviral">Chunks that are surely not.</param>
/// <param name="Ambiguous">Chunks with both scores high.</param>
public sealed record ContigCall(
    ContigVerdict Verdict,
    ContigTier Tier,
    double WeightedDelta,
    int Chunks,
    int ConfidentViral,
    int ConfidentNonviral,
    int Ambiguous)
{
    /// <summary>Surely viral chunks among those that are not ambiguous; 0 where all are.</summary>
    public double ViralProportion => ProportionOf(ConfidentViral);

    /// <summary>Surely non-viral chunks among those that are not ambiguous; 0 where all are.</summary>
    public double NonviralProportion => ProportionOf(ConfidentNonviral);

    private double ProportionOf(int count) => Chunks == Ambiguous ? 0 : (double)count / (Chunks - Ambiguous);
}
