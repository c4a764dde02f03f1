namespace VirNucPro.Pipeline.Contigs;

/// <summary>What a sequence is, over all of its chunks.</summary>
public enum ContigVerdict
{
    /// <summary>The weighted delta lies between the thresholds.</summary>
    Ambiguous,

    /// <summary>Viral.</summary>
    Viral,

    /// <summary>Not viral.</summary>
    Nonviral,
}
