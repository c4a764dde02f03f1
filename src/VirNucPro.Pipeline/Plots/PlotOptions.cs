namespace VirNucPro.Pipeline.Plots;

/// <summary>What <see cref="PlotRun"/> does.</summary>
public sealed record PlotOptions
{
    /// <summary>The output folder of a run, or a table of chunk scores.</summary>
    public required string ResultsPath { get; init; }

    /// <summary>The picture to write; its extension, <c>.png</c> or <c>.svg</c>, tells the format.</summary>
    public required string OutputPath { get; init; }

    /// <summary>What to show; null shows the track of <see cref="ContigId"/>, or without it the scores.</summary>
    public PlotKind? Kind { get; init; }

    /// <summary>The sequence of the track; null takes the only one.</summary>
    public string? ContigId { get; init; }

    /// <summary>Width in pixels.</summary>
    public int Width { get; init; } = 1200;

    /// <summary>Height in pixels.</summary>
    public int Height { get; init; } = 675;

    /// <summary>Replace a file that exists.</summary>
    public bool Force { get; init; }
}
