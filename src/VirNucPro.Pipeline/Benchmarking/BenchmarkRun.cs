namespace VirNucPro.Pipeline.Benchmarking;

/// <summary>Measures how fast a device, libtorch and this program's stages are together, without model files.</summary>
public static class BenchmarkRun
{
    /// <summary>Measures to the end.</summary>
    /// <param name="options">What to measure.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Told what is measured; null for nobody.</param>
    /// <param name="cancellation">Stops between two passes.</param>
    /// <exception cref="RunFailedException">Says what failed and the remedy; among others, which memory an encoder needs that does not fit.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static BenchmarkResult Execute(
        BenchmarkOptions options, TimeProvider time, IProgress<RunProgress>? progress, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return FailureMap.Guard(
            options.OutputPath ?? "standard output",
            () => new BenchmarkJob(options, time, progress).Run(cancellation));
    }
}
