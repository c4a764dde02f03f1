using VirNucPro.Pipeline.Benchmarking;

namespace VirNucPro.Pipeline.Tests.Benchmarking;

/// <summary>Results of benchmarks that nobody made.</summary>
internal static class MadeUpReports
{
    public static BenchmarkReport One { get; } = new(
        "cpu: Some Processor",
        "2.10.0",
        2,
        0.25,
        [new("esm2-8m", "fp32", "feed-forward in", 64, 320, 1280, 0.25)],
        [new("esm2-8m", "fp32", 32, 168, 2, 6, 3, 5000, 0.2, 1.25, 1.5)],
        new(4096, 300, 3500, "demo", 1e6, 2e6, 3e5, 1e4, 2e6, 9e3, 1e6, 2e8),
        new(0.5, 1.5));
}
