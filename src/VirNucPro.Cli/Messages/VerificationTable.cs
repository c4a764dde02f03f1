using Spectre.Console;
using VirNucPro.Pipeline.Verification;

namespace VirNucPro.Cli.Messages;

/// <summary>Shows the checks of a verification, a row each.</summary>
internal static class VerificationTable
{
    /// <summary>Writes headings and rows.</summary>
    public static void Write(VerificationReport report, IAnsiConsole output)
    {
        var table = new TextTable("Part", "Check", "Result", "Detail");
        foreach (var check in report.Checks)
        {
            table.Add(check.Part, check.Subject, Word(check.Outcome), check.Detail);
        }

        table.Write(output);
    }

    private static string Word(VerificationOutcome outcome) => outcome switch
    {
        VerificationOutcome.Passed => "ok",
        VerificationOutcome.Failed => "FAILED",
        _ => "not run",
    };
}
