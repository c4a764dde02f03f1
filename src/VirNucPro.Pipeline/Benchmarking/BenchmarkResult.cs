namespace VirNucPro.Pipeline.Benchmarking;

/// <summary>A benchmark and, where one was asked for, its comparison with an earlier one.</summary>
/// <param name="Report">What was measured.</param>
/// <param name="Comparison">Beside the earlier one; null where none was given.</param>
public sealed record BenchmarkResult(BenchmarkReport Report, BenchmarkComparison? Comparison);
