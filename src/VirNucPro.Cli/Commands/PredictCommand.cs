using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro predict</c>.</summary>
internal static class PredictCommand
{
    public static ExitCode Run(PredictVerb verb, CommandContext context)
    {
        var options = verb.ToOptions();

        // The log of a run that is resumed, or found finished, goes on.
        var appends = options.Resume || (!options.Force && options.HasState);
        var summary = context.WithProgress(
            verb, display => Predict(verb, options, context, new LogAmongResults(context, options.LogPath, appends, display)));
        return Tell(summary, context);
    }

    /// <summary>Says what came out.</summary>
    public static ExitCode Tell(RunSummary summary, CommandContext context)
    {
        if (summary.WasFinished)
        {
            context.Log.AlreadyPredicted(CommandContext.Shorten(summary.OutputDirectory));
        }

        if (summary is { WasFinished: true, Files.Count: > 0 })
        {
            context.Log.WrittenAgain(string.Join(", ", summary.Files.Select(Path.GetFileName)));
        }

        if (summary.Part is { } part)
        {
            context.Log.PartPredicted(part.Number, part.Count, summary.Chunks, CommandContext.Shorten(summary.OutputDirectory));
            return TellFailures(summary, context);
        }

        context.Log.SequencesCalled(summary.Calls.Viral, summary.Sequences, summary.Calls.HighConfidenceViral);
        context.Log.Predicted(summary.ViralChunks, summary.Chunks, CommandContext.Shorten(summary.OutputDirectory));
        if (summary.IsDemo)
        {
            context.Log.PredictedByDemoModels();
        }

        return TellFailures(summary, context);
    }

    private static ExitCode TellFailures(RunSummary summary, CommandContext context)
    {
        if (summary.FailedSequences.Count == 0)
        {
            return ExitCode.Done;
        }

        context.Log.SequencesFailed(summary.FailedSequences.Count, string.Join(", ", summary.FailedSequences));
        return ExitCode.SequencesFailed;
    }

    private static RunSummary Predict(PredictVerb verb, PredictOptions options, CommandContext context, LogAmongResults progress)
    {
        try
        {
            return PredictRun.Execute(options, context.Loggers, context.Time, progress, context.Cancellation);
        }
        catch (Exception failure) when (failure is OperationCanceledException or RunFailedException { Kind: FailureKind.General or FailureKind.InputOutput })
        {
            // What a forced run would have replaced is the state of another run.
            if (options.HasState && (progress.HasBegun || !options.Force))
            {
                context.Continuation = ShellCommand.Of(ContinuedCommand.Of(context.Arguments, verb.Settings))
                    + (options.ReadsStandardInput ? " (with the same data on standard input)" : "");
            }

            throw;
        }
    }
}
