namespace VirNucPro.Pipeline.Contigs;

/// <summary>What a user may choose about contig calls.</summary>
/// <remarks>Source: the WDL task classify_virnucpro_contigs of Broad's viral pipelines, with its defaults.</remarks>
public sealed record ContigRules
{
    /// <summary>Chunks below which a call loses a tier; 1 or more.</summary>
    public int MinChunks { get; init; } = 5;

    /// <summary>Share of confident viral chunks, 0 to 1, below which a viral call has low confidence.</summary>
    public double MinViralProportion { get; init; } = 0.1;

    /// <summary>Share of confident non-viral chunks, 0 to 1, below which a non-viral call has low confidence.</summary>
    public double MinNonviralProportion { get; init; } = 0.1;
}
