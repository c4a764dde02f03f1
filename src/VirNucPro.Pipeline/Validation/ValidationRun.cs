using Microsoft.Extensions.Logging;
using VirNucPro.Pipeline.Devices;

namespace VirNucPro.Pipeline.Validation;

/// <summary>Reads an input as a prediction would, and tells what that would do with it.</summary>
public static class ValidationRun
{
    /// <summary>Reads the input to its end. An input that a prediction refuses is a result, not a failure.</summary>
    /// <inheritdoc cref="PredictRun.Execute(PredictOptions, ILoggerFactory, TimeProvider, IProgress{RunProgress}?, CancellationToken)"/>
    public static ValidationReport Execute(
        ValidationOptions options,
        ILoggerFactory loggers,
        TimeProvider time,
        IProgress<RunProgress>? progress,
        CancellationToken cancellation) =>
        Execute(options, LibtorchModels.Open, loggers, time, progress, cancellation);

    internal static ValidationReport Execute(
        ValidationOptions options,
        Func<string, ComputeOptions, IModelSource> openModels,
        ILoggerFactory loggers,
        TimeProvider time,
        IProgress<RunProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return FailureMap.Guard(
            "standard output",
            () => new ValidationJob(options, openModels, loggers, time, progress).Run(cancellation));
    }
}
