using System.Globalization;
using System.Text;
using CommandLine.Text;
using VirNucPro.Cli.Options;

namespace VirNucPro.Cli.Help;

/// <summary>
/// Help pages for 80 columns. CommandLineParser's own page knows neither headings among the options nor
/// examples without the program's assembly name, so the pages are made here, from the same attributes.
/// </summary>
internal static class HelpPage
{
    private const int Width = 79;
    private const int TextColumn = 27;

    // The last column: the commands that can end so.
    private static readonly (ExitCode Code, string Meaning, Func<Type, bool> Applies)[] ExitCodes =
    [
        (ExitCode.Done, "done", verb => !Verifies(verb)),
        (ExitCode.Done, "no check failed; what was not run is listed", Verifies),
        (ExitCode.Failure, "failed for a reason that is not listed here", verb => verb != typeof(ModelsVerifyVerb) && verb != typeof(SnapshotCompareVerb)),
        (ExitCode.Failure, "a bar is broken, or failed for a reason that is not listed here", verb => verb == typeof(SnapshotCompareVerb)),
        (ExitCode.Failure, "a check failed", verb => verb == typeof(ModelsVerifyVerb)),
        (ExitCode.SequencesFailed, "done, but some sequences failed (they are listed)", verb => (ReadsSequences(verb) && !Snapshots(verb)) || Merges(verb)),
        (ExitCode.CheckpointRefused, "the snapshot was made with other models", verb => verb == typeof(SnapshotCompareVerb)),
        (ExitCode.CheckpointRefused, "an earlier run does not fit, is damaged, or is in use", verb => verb == typeof(PredictVerb)),
        (ExitCode.CheckpointRefused, "the state can't be used: damaged as a whole, or in use", verb => verb == typeof(CheckpointInspectVerb) || verb == typeof(PlotVerb)),
        (ExitCode.CheckpointRefused, "a check failed, or the state can't be read or is in use", verb => verb == typeof(CheckpointVerifyVerb)),
        (ExitCode.CheckpointRefused, "the parts don't make one run, or one is missing or damaged", Merges),
        (ExitCode.OutOfMemory, "out of memory", verb => Computes(verb) || Measures(verb)),
        (ExitCode.Usage, "the command line is wrong", _ => true),
        (ExitCode.BadInput, "the input is damaged or holds what can't be used", ReadsSequences),
        (ExitCode.BadInput, "the input is damaged", Merges),
        (ExitCode.InputMissing, "a part or the input can't be found", Merges),
        (ExitCode.BadInput, "the input is no table of chunk scores, or is damaged", ReadsScores),
        (ExitCode.BadInput, "a model file is damaged or not what it should be", ReadsModels),
        (ExitCode.InputMissing, "the input can't be found or read", verb => ReadsSequences(verb) || ReadsModels(verb) || ReadsScores(verb)),
        (ExitCode.BadInput, "the file of --vs is no result of this command", Measures),
        (ExitCode.InputMissing, "the file of --vs can't be found or read", Measures),
        (ExitCode.InputMissing, "there is no state of a run", ReadsCheckpoints),
        (ExitCode.Unavailable, "models, libtorch or the device can't be used", verb => verb.IsAssignableTo(typeof(Verb)) && verb != typeof(ConfigShowVerb) && !ReadsModels(verb) && !ReadsCheckpoints(verb) && verb != typeof(ModelsFetchVerb) && !ReadsScores(verb) && !Merges(verb)),
        (ExitCode.Unavailable, "libtorch or the device can't be used", verb => verb == typeof(ModelsVerifyVerb)),
        (ExitCode.Unavailable, "a server can't be reached or has not the right file", verb => verb == typeof(ModelsFetchVerb)),
        (ExitCode.InputOutput, "reading or writing failed (disk full?)", _ => true),
        (ExitCode.Interrupted, "stopped by Ctrl+C", _ => true),
        (ExitCode.Terminated, "stopped by SIGTERM", _ => true),
    ];

    /// <summary>The page for a topic.</summary>
    /// <param name="topic">A command, a group of commands, or empty for the overview.</param>
    public static string Render(string topic)
    {
        var page = new StringBuilder();
        if (CommandCatalog.All.FirstOrDefault(command => command.Name == topic) is { } found)
        {
            AppendCommand(page, found);
        }
        else
        {
            AppendOverview(page, topic);
        }

        return page.ToString();
    }

    private static void AppendOverview(StringBuilder page, string group)
    {
        var prefix = group.Length == 0 ? "" : group + " ";
        AppendParagraph(page, group.Length == 0
            ? "virnucpro finds viral sequences in DNA, with the models of VirNucPro."
            : $"virnucpro {group}: several commands.");
        AppendHeading(page, "Usage");
        page.Append(CultureInfo.InvariantCulture, $"  virnucpro {prefix}COMMAND [options]\n");
        page.Append(CultureInfo.InvariantCulture, $"  virnucpro help {prefix}COMMAND\n");
        AppendHeading(page, "Commands");
        foreach (var command in CommandCatalog.All.Where(command => command.Name.StartsWith(prefix, StringComparison.Ordinal)))
        {
            AppendEntry(page, command.Name, command.Summary);
        }

        if (group.Length == 0)
        {
            AppendHeading(page, "Options");
            AppendEntry(page, "-h, --help", "Show this page, or after a command that command's page.");
            AppendEntry(page, "    --version", "Show the version.");
            AppendHeading(page, "Try it, without the real models");
            page.Append("  virnucpro models demo -o demo-models\n");
            page.Append("  virnucpro predict examples/lambda_phage.fasta --models demo-models\n");
        }
    }

    private static void AppendCommand(StringBuilder page, CommandDescription command)
    {
        var inputs = command.Inputs;
        var options = command.Options;
        AppendParagraph(page, $"virnucpro {command.Name}: {char.ToLowerInvariant(command.Summary[0])}{command.Summary[1..]}");
        page.Append('\n');
        AppendParagraph(page, command.Purpose.Trim());
        AppendHeading(page, "Usage");
        IEnumerable<string> words =
        [
            .. inputs.Select(input => input.Attribute.Required ? input.Display : $"[{input.Display}]"),
            .. options.Where(option => option.Attribute.Required).Select(option => option.ShortestForm),
            "[options]",
        ];
        page.Append(CultureInfo.InvariantCulture, $"  virnucpro {command.Name} {string.Join(' ', words)}\n");
        if (inputs.Count > 0)
        {
            AppendHeading(page, "Input");
            foreach (var input in inputs)
            {
                AppendEntry(page, input.Display, input.Attribute.HelpText);
            }
        }

        foreach (var section in options.GroupBy(option => option.Section).OrderBy(section => section.Key))
        {
            AppendHeading(page, Title(section.Key));
            foreach (var option in section)
            {
                AppendEntry(page, option.Names, option.Text);
            }
        }

        if (command.Output is not null)
        {
            AppendHeading(page, "Result files");
            AppendParagraph(page, command.Output, indent: 2);
        }

        AppendHeading(page, "Examples");
        foreach ((var intent, var commandLine) in command.Examples)
        {
            page.Append(intent is null ? "" : $"  {intent}\n").Append(CultureInfo.InvariantCulture, $"    {commandLine}\n");
        }

        AppendHeading(page, "Exit codes");
        foreach ((var code, var meaning, _) in ExitCodes.Where(entry => entry.Applies(command.OptionsType)))
        {
            page.Append(CultureInfo.InvariantCulture, $"  {(int)code,3}  {meaning}\n");
        }
    }

    private static bool Computes(Type verb) => verb.IsAssignableTo(typeof(RunVerb));

    private static bool Merges(Type verb) => verb == typeof(MergeVerb);

    private static bool Snapshots(Type verb) => verb == typeof(SnapshotCreateVerb) || verb == typeof(SnapshotCompareVerb);

    private static bool Measures(Type verb) => verb == typeof(BenchVerb);

    private static bool ReadsSequences(Type verb) => Computes(verb) && !ReadsModels(verb);

    private static bool ReadsModels(Type verb) =>
        verb == typeof(ModelsImportVerb) || verb == typeof(ModelsInspectVerb) || verb == typeof(ModelsVerifyVerb);

    private static bool ReadsScores(Type verb) => verb == typeof(ContigsVerb) || verb == typeof(PlotVerb);

    private static bool ReadsCheckpoints(Type verb) => verb.IsAssignableTo(typeof(CheckpointVerb));

    private static bool Verifies(Type verb) => verb == typeof(ModelsVerifyVerb) || verb == typeof(CheckpointVerifyVerb);

    private static string Title(HelpSection section) => section switch
    {
        HelpSection.Sources => "Sources",
        HelpSection.Measuring => "What is measured",
        HelpSection.Results => "Models and results",
        HelpSection.Contigs => "Contig calls",
        HelpSection.Classifier => "Classifier",
        HelpSection.Computing => "Computing",
        HelpSection.Configuration => "Configuration",
        _ => "Messages",
    };

    private static void AppendHeading(StringBuilder page, string title) => page.Append(CultureInfo.InvariantCulture, $"\n{title}:\n");

    private static void AppendParagraph(StringBuilder page, string text, int indent = 0) =>
        page.Append(TextWrapper.WrapAndIndentText(text, indent, Width - indent)).Append('\n');

    private static void AppendEntry(StringBuilder page, string names, string text)
    {
        var wrapped = TextWrapper.WrapAndIndentText(text, TextColumn, Width - TextColumn);
        var left = $"  {names}";
        page.Append(left.Length > TextColumn - 2 ? $"{left}\n{wrapped}" : left + wrapped[left.Length..]).Append('\n');
    }
}
