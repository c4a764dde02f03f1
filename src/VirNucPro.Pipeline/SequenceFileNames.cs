namespace VirNucPro.Pipeline;

/// <summary>The FASTA files of called sequences: names in the output folder. One that ends in <c>.gz</c> is compressed.</summary>
public sealed record SequenceFileNames
{
    /// <summary>What <see cref="Viral"/> is without a choice.</summary>
    public const string DefaultViral = "viral.fasta";

    /// <summary>The sequences called viral, whole.</summary>
    public string Viral { get; init; } = DefaultViral;

    /// <summary>The sequences called non-viral, whole; null writes none.</summary>
    public string? Nonviral { get; init; }

    /// <summary>The parts of all sequences whose chunks are viral; null writes none.</summary>
    public string? ViralRegions { get; init; }
}
