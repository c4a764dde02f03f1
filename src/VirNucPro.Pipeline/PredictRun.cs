using Microsoft.Extensions.Logging;

namespace VirNucPro.Pipeline;

/// <summary>The facade only: the run itself follows.</summary>
public static class PredictRun
{
    /// <summary>Runs to the end.</summary>
    public static RunSummary Execute(
        PredictOptions options,
        ILoggerFactory loggers,
        TimeProvider time,
        IProgress<RunProgress>? progress,
        CancellationToken cancellation) =>
        throw new RunFailedException(FailureKind.General, "The pipeline is not in this commit yet.");
}
