using Microsoft.Extensions.Logging;
using VirNucPro.Pipeline.Devices;

namespace VirNucPro.Pipeline;

/// <summary>Embeds the sequences of files as they are, without chunks or frames.</summary>
public static class EmbedRun
{
    /// <summary>Runs to the end; both files appear only then.</summary>
    /// <inheritdoc cref="PredictRun.Execute(PredictOptions, ILoggerFactory, TimeProvider, IProgress{RunProgress}?, CancellationToken)"/>
    public static EmbedSummary Execute(
        EmbedOptions options,
        ILoggerFactory loggers,
        TimeProvider time,
        IProgress<RunProgress>? progress,
        CancellationToken cancellation) =>
        Execute(options, LibtorchModels.Open, loggers, time, progress, cancellation);

    internal static EmbedSummary Execute(
        EmbedOptions options,
        Func<string, ComputeOptions, IModelSource> openModels,
        ILoggerFactory loggers,
        TimeProvider time,
        IProgress<RunProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return FailureMap.Guard(
            options.OutputPath,
            () => new EmbedJob(options, openModels, loggers, time, progress).Run(cancellation));
    }
}
