using Microsoft.Extensions.Logging;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Input;
using VirNucPro.Pipeline.Outputs;

namespace VirNucPro.Pipeline;

/// <summary>The main job: sequences in, viral calls out.</summary>
public static class PredictRun
{
    /// <summary>Runs to the end; result files appear only then, all or none.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="loggers">Where messages go.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Told a few times a second, from any thread; null for none.</param>
    /// <param name="cancellation">Stops the run between two batches.</param>
    /// <exception cref="RunFailedException">Whatever went wrong; nothing else is thrown but cancellation.</exception>
    /// <exception cref="OperationCanceledException">The run was stopped; no file of it is left.</exception>
    public static RunSummary Execute(
        PredictOptions options,
        ILoggerFactory loggers,
        TimeProvider time,
        IProgress<RunProgress>? progress,
        CancellationToken cancellation) =>
        Execute(options, LibtorchModels.Open, loggers, time, progress, cancellation);

    internal static RunSummary Execute(
        PredictOptions options,
        Func<string, ComputeOptions, IModelSource> openModels,
        ILoggerFactory loggers,
        TimeProvider time,
        IProgress<RunProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return FailureMap.Guard(options.ResultsDirectory, () =>
        {
            var layout = new RunLayout(
                Path.GetFullPath(options.ResultsDirectory), SequenceInput.StemOf(options.InputPaths), options.ExpectedLengthBp);
            return new PredictJob(options, layout, openModels, loggers, time, progress).Run(cancellation);
        });
    }
}
