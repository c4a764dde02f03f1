namespace VirNucPro.Pipeline.Plots;

/// <summary>What a picture shows.</summary>
public enum PlotKind
{
    /// <summary>How many chunks have which virus score.</summary>
    Scores,

    /// <summary>How many sequences of which length have which call.</summary>
    Lengths,

    /// <summary>The scores of one sequence's chunks along it.</summary>
    Track,
}
