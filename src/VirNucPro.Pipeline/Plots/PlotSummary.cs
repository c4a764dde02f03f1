namespace VirNucPro.Pipeline.Plots;

/// <summary>What <see cref="PlotRun"/> did.</summary>
/// <param name="Path">The picture, a full path.</param>
/// <param name="IsInterrupted">True where the run has not finished, so that the picture shows a part of its results.</param>
public sealed record PlotSummary(string Path, bool IsInterrupted);
