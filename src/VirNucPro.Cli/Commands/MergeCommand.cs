using VirNucPro.Cli.Options;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro merge</c>.</summary>
internal static class MergeCommand
{
    public static ExitCode Run(MergeVerb verb, CommandContext context)
    {
        var options = verb.ToOptions();
        var summary = context.WithProgress(verb, display => MergeRun.Execute(
            options, context.Loggers, context.Time, new LogAmongResults(context, options.LogPath, append: !options.Force, display), context.Cancellation));
        return PredictCommand.Tell(summary, context);
    }
}
