namespace VirNucPro.Pipeline.Contigs;

/// <summary>How far a contig call can be trusted, best last.</summary>
public enum ContigTier
{
    /// <summary>Look at it yourself.</summary>
    Review,

    /// <summary>Too few chunks, or too few of them are sure.</summary>
    LowConfidence,

    /// <summary>Sure, but by a small distance.</summary>
    ModerateConfidence,

    /// <summary>Sure, and by a large distance.</summary>
    HighConfidence,
}
