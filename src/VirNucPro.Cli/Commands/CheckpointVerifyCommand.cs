using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;
using VirNucPro.Pipeline.Checkpoints;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro checkpoint verify</c>.</summary>
internal static class CheckpointVerifyCommand
{
    public static ExitCode Run(CheckpointVerifyVerb verb, CommandContext context)
    {
        var report = CheckpointFiles.Verify(verb.Input, context.Cancellation);
        VerificationTable.Write(report, context.Output);
        if (report.Passed)
        {
            return ExitCode.Done;
        }

        context.Log.VerificationFailed(report.FailedCount, report.Checks.Count, verb.Input);
        return ExitCode.CheckpointRefused;
    }
}
