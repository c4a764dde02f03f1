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
        var summary = context.WithProgress(verb, display => PredictRun.Execute(
            options,
            context.Loggers,
            context.Time,
            new LogAmongResults(context, options.LogPath, display),
            context.Cancellation));
        if (summary.WasFinished)
        {
            context.Log.AlreadyPredicted(CommandContext.Shorten(summary.OutputDirectory));
        }

        if (summary is { WasFinished: true, Files.Count: > 0 })
        {
            context.Log.WrittenAgain(string.Join(", ", summary.Files.Select(Path.GetFileName)));
        }

        context.Log.Predicted(summary.ViralChunks, summary.Chunks, CommandContext.Shorten(summary.OutputDirectory));
        if (summary.IsDemo)
        {
            context.Log.PredictedByDemoModels();
        }

        if (summary.FailedSequences.Count == 0)
        {
            return ExitCode.Done;
        }

        context.Log.SequencesFailed(summary.FailedSequences.Count, string.Join(", ", summary.FailedSequences));
        return ExitCode.SequencesFailed;
    }
}
