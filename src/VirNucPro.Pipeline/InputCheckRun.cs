using Microsoft.Extensions.Logging;
using VirNucPro.Pipeline.Input;

namespace VirNucPro.Pipeline;

/// <summary>Reads an input as a run would, and tells what is in it and what a run makes of it; computes nothing but a sample.</summary>
public static class InputCheckRun
{
    /// <summary>Reads the whole input.</summary>
    /// <param name="options">What to look at.</param>
    /// <param name="loggers">Where messages go.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="RunFailedException">A run of this input would fail, or the sample can't be computed.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static InputCheckReport Execute(
        InputCheckOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return FailureMap.Guard(options.InputPath, () =>
        {
            if (options.ExpectedLengthBp < 1 || options.ShardChunks < 1)
            {
                throw new RunFailedException(FailureKind.Usage, "The chunk length and the chunks of a shard must be 1 or more.");
            }

            using var input = SequenceInput.Open(options.InputPath, loggers.CreateLogger("virnucpro.pipeline"));
            var census = new InputCensus(options.ExpectedLengthBp);
            foreach (var record in input.Read())
            {
                cancellation.ThrowIfCancellationRequested();
                census.Add(record);
            }

            var report = census.ToReport(input, options.ShardChunks);
            return options.ModelsDirectory is null || report.Frames == 0
                ? report
                : report with { EstimatedTime = SampleRun.TimePerFrame(options, census.Sample, time, cancellation) * report.Frames };
        });
    }
}
