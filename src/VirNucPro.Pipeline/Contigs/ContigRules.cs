using System.Globalization;

namespace VirNucPro.Pipeline.Contigs;

/// <summary>What a user may choose about contig calls.</summary>
/// <remarks>Source: the WDL task classify_virnucpro_contigs of Broad's viral pipelines, with its defaults.</remarks>
public sealed record ContigRules
{
    /// <summary>What <see cref="MinChunks"/> is unless someone chooses.</summary>
    public const int DefaultMinChunks = 5;

    /// <summary>What both proportions are unless someone chooses.</summary>
    public const double DefaultMinProportion = 0.1;

    /// <summary>Chunks below which a call loses a tier; 1 or more.</summary>
    public int MinChunks { get; init; } = DefaultMinChunks;

    /// <summary>Share of confident viral chunks, 0 to 1, below which a viral call has low confidence.</summary>
    public double MinViralProportion { get; init; } = DefaultMinProportion;

    /// <summary>Share of confident non-viral chunks, 0 to 1, below which a non-viral call has low confidence.</summary>
    public double MinNonviralProportion { get; init; } = DefaultMinProportion;

    /// <summary>Refuses numbers that make no sense.</summary>
    /// <exception cref="RunFailedException">Names the option.</exception>
    internal void Check()
    {
        if (MinChunks < 1)
        {
            throw new RunFailedException(FailureKind.Usage, $"--min-chunks takes a number of 1 or more, not {MinChunks}.");
        }

        foreach (var (option, share) in ((string, double)[])[("--min-viral-prop", MinViralProportion), ("--min-nonviral-prop", MinNonviralProportion)])
        {
            if (share is not (>= 0 and <= 1))
            {
                throw new RunFailedException(
                    FailureKind.Usage, string.Create(CultureInfo.InvariantCulture, $"{option} takes a share from 0 to 1, not {share}."));
            }
        }
    }
}
