namespace VirNucPro.Sequences;

/// <summary>The bits of an alignment's FLAG that matter here.</summary>
/// <remarks>Source: the SAM specification, section 1.4.</remarks>
[Flags]
internal enum AlignmentFlags : ushort
{
    /// <summary>None of them.</summary>
    None = 0,

    /// <summary>The sequence is given as the reverse complement of the read.</summary>
    Reverse = 0x10,

    /// <summary>Another place of a read that has a primary alignment.</summary>
    Secondary = 0x100,

    /// <summary>A part of a read that has a primary alignment.</summary>
    Supplementary = 0x800,
}
