using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro embed</c>.</summary>
internal static class EmbedCommand
{
    public static ExitCode Run(EmbedVerb verb, CommandContext context)
    {
        var options = verb.ToOptions();
        var summary = context.WithProgress(
            verb, progress => EmbedRun.Execute(options, context.Loggers, context.Time, progress, context.Cancellation));
        context.Log.Embedded(
            summary.Rows,
            summary.Width,
            CommandContext.Shorten(summary.OutputPath),
            summary.IdsPath is null ? "" : $"; their ids in {CommandContext.Shorten(summary.IdsPath)}");
        if (summary.IsDemo)
        {
            context.Log.EmbeddedByDemoModels();
        }

        if (summary.FailedSequences.Count == 0)
        {
            return ExitCode.Done;
        }

        context.Log.SequencesNotEmbedded(summary.FailedSequences.Count, string.Join(", ", summary.FailedSequences));
        return ExitCode.SequencesFailed;
    }
}
