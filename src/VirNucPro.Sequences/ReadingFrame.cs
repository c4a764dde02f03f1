namespace VirNucPro.Sequences;

/// <summary>Reading frames in the reference's order: three forward, then three of the reverse complement.</summary>
public enum ReadingFrame : byte
{
    /// <summary>Forward, from base 0.</summary>
    F1,

    /// <summary>Forward, from base 1.</summary>
    F2,

    /// <summary>Forward, from base 2.</summary>
    F3,

    /// <summary>Reverse complement, from its base 0.</summary>
    R1,

    /// <summary>Reverse complement, from its base 1.</summary>
    R2,

    /// <summary>Reverse complement, from its base 2.</summary>
    R3,
}
