using System.Text.RegularExpressions;

namespace VirNucPro.EndToEnd.Tests;

/// <summary>The table of commands in the README against the program.</summary>
public sealed partial class CommandTableTests
{
    // Not run, with the reason.
    private static readonly Dictionary<string, string> Exceptions = new()
    {
        ["models fetch"] = "needs a network and downloads 12 GB",
    };

    private static readonly (string Command, string Example)[] Rows =
    [
        .. TableRow().Matches(Section(File.ReadAllText(Path.Combine(Fixture.RepositoryRoot, "README.md")), "## Commands\n", "\n## "))
            .Select(row => (row.Groups["command"].Value, row.Groups["example"].Value.Replace("\\|", "|", StringComparison.Ordinal))),
    ];

    [Fact]
    public async Task EveryCommandOfTheProgramIsInTheTable()
    {
        var help = await ProgramRun.Start("--help");

        var commands = HelpEntry().Matches(Section(help.Output, "Commands:\n", "\n\n")).Select(entry => entry.Groups[1].Value);

        Assert.Equal(commands.Order(), Rows.Select(row => row.Command).Order());
        Assert.All(Rows, row => Assert.Contains($"virnucpro {row.Command}", row.Example, StringComparison.Ordinal));
        Assert.Subset(Rows.Select(row => row.Command).ToHashSet(), Exceptions.Keys.ToHashSet());
    }

    /// <summary>In the order of the table: an example may use what those before it have made.</summary>
    [Fact]
    public async Task EveryExampleOfTheTableRuns()
    {
        using var directory = new TemporaryDirectory();
        File.Copy(Fixture.Path("e2e/input.fa"), directory["contigs.fasta"]);
        File.Copy(Fixture.Path("classifier/tiny/model.pth"), directory["500_model.pth"]);
        directory.Write("proteins.fa", ">a\nMKVLAAGIVGLC\n>b\nMSTNPKPQRKTK\n");

        List<string> failures = [];
        foreach (var (command, example) in Rows.Where(row => !Exceptions.ContainsKey(row.Command)))
        {
            var run = await ProgramRun.StartFromShell($"program=$1; virnucpro() {{ \"$program\" \"$@\"; }}; set -e -o pipefail; cd '{directory.Path}'; {example}");
            if (run.ExitCode != 0 || run.ErrorLines.Length > 0)
            {
                failures.Add($"{command} ended with {run.ExitCode}: {example}\n{run.Errors}");
            }
        }

        Assert.Empty(failures);
    }

    private static string Section(string text, string start, string end)
    {
        var from = text.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return text[from..text.IndexOf(end, from, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"(?m)^\| `(?<command>[^`]+)` \|[^|]*\| `(?<example>[^`]+)` \|$")]
    private static partial Regex TableRow();

    [GeneratedRegex(@"(?m)^  (\S+(?: \S+)?)  +\S")]
    private static partial Regex HelpEntry();
}
