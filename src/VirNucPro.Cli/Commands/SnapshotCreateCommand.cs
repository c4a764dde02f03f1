using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;
using VirNucPro.Pipeline.Snapshots;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro snapshot create</c>.</summary>
internal static class SnapshotCreateCommand
{
    public static ExitCode Run(SnapshotCreateVerb verb, CommandContext context)
    {
        var options = verb.ToOptions();
        var summary = context.WithProgress(
            verb, progress => SnapshotRun.Create(options, context.Loggers, context.Time, progress, context.Cancellation));
        context.Log.SnapshotCreated(summary.Frames, summary.Sequences, CommandContext.Shorten(summary.Path));
        if (summary.IsDemo)
        {
            context.Log.EmbeddedByDemoModels();
        }

        return ExitCode.Done;
    }
}
