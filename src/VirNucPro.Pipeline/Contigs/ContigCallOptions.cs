namespace VirNucPro.Pipeline.Contigs;

/// <summary>What <see cref="ContigCallRun"/> does.</summary>
public sealed record ContigCallOptions
{
    /// <summary>A <c>prediction_results_highestscore.csv</c>, or <c>-</c> for standard input.</summary>
    public required string ScoresPath { get; init; }

    /// <summary>The table to write; null or <c>-</c> for standard output.</summary>
    public string? OutputPath { get; init; }

    /// <summary>The rules of a call.</summary>
    public ContigRules Rules { get; init; } = new();

    /// <summary>
    /// A regular expression: sequences in whose ids its first capture group has the same text (the whole match, where it has
    /// no group) are called as one. Null calls each sequence.
    /// </summary>
    public string? GroupBy { get; init; }

    /// <summary>Sort by id, digits as numbers; otherwise rows come as their sequences appear in the scores.</summary>
    public bool NaturalOrder { get; init; }

    /// <summary>Replace an output file that exists.</summary>
    public bool Force { get; init; }
}
