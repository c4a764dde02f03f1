namespace VirNucPro.Pipeline.Benchmarking;

/// <summary>One number of a benchmark.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Unit">Its unit; empty for a ratio.</param>
/// <param name="Value">The number.</param>
/// <param name="IsRate">True where more is better, false where less is.</param>
internal sealed record BenchmarkFigure(string Name, string Unit, double Value, bool IsRate);
