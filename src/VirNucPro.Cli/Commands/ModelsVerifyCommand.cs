using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;
using VirNucPro.Pipeline.ModelFiles;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro models verify</c>.</summary>
internal static class ModelsVerifyCommand
{
    public static ExitCode Run(ModelsVerifyVerb verb, CommandContext context)
    {
        var options = verb.ToOptions();
        var report = context.WithProgress(
            verb, progress => ModelVerification.Execute(options, context.Time, progress, context.Cancellation));
        VerificationTable.Write(report, context.Output);
        if (report.Passed)
        {
            return ExitCode.Done;
        }

        context.Log.VerificationFailed(report.FailedCount, report.Checks.Count, verb.Models);
        return ExitCode.Failure;
    }
}
