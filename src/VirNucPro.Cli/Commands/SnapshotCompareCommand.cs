using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;
using VirNucPro.Pipeline.Snapshots;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro snapshot compare</c>.</summary>
internal static class SnapshotCompareCommand
{
    public static ExitCode Run(SnapshotCompareVerb verb, CommandContext context)
    {
        var options = verb.ToOptions();
        var comparison = context.WithProgress(
            verb, progress => SnapshotRun.Compare(options, context.Loggers, context.Time, progress, context.Cancellation));
        SnapshotText.Write(comparison, context.Output);
        foreach (var failure in comparison.Failures)
        {
            context.Log.SnapshotDiffers(failure);
        }

        return comparison.Failures.Count == 0 ? ExitCode.Done : ExitCode.Failure;
    }
}
