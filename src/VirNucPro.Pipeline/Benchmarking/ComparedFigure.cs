namespace VirNucPro.Pipeline.Benchmarking;

/// <summary>One number of a benchmark beside that of an earlier one.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">Its unit; empty for a ratio.</param>
/// <param name="Now">The number.</param>
/// <param name="Before">The earlier one.</param>
/// <param name="SpeedUp">How many times as fast as before, whether more is better or less.</param>
public sealed record ComparedFigure(string Name, string Unit, double Now, double Before, double SpeedUp);
