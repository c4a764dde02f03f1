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
        var table = new TextTable("Part", "Check", "Result", "Detail");
        foreach (var check in report.Checks)
        {
            table.Add(check.Part, check.Subject, Word(check.Outcome), check.Detail);
        }

        table.Write(context.Output);
        if (report.Passed)
        {
            return ExitCode.Done;
        }

        context.Log.VerificationFailed(
            report.Checks.Count(check => check.Outcome == VerificationOutcome.Failed), report.Checks.Count, verb.Models);
        return ExitCode.Failure;
    }

    private static string Word(VerificationOutcome outcome) => outcome switch
    {
        VerificationOutcome.Passed => "ok",
        VerificationOutcome.Failed => "FAILED",
        _ => "not run",
    };
}
