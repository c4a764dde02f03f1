using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;
using VirNucPro.Pipeline.Validation;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro validate</c>.</summary>
internal static class ValidateCommand
{
    public static ExitCode Run(ValidateVerb verb, CommandContext context)
    {
        var options = verb.ToOptions();
        var report = context.WithProgress(
            verb, progress => ValidationRun.Execute(options, context.Loggers, context.Time, progress, context.Cancellation));
        if (verb.Json)
        {
            context.Output.Write(new MessageLine(ValidationJson.Write(report)));
        }
        else
        {
            ValidationText.Write(report, context.Output);
        }

        foreach (var problem in report.Problems)
        {
            context.Log.InputRefused(problem);
        }

        return report.Failure?.ToExitCode() ?? ExitCode.Done;
    }
}
