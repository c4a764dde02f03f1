using VirNucPro.Cli.Options;

namespace VirNucPro.Cli.Completion;

/// <summary>Scripts with which shells complete the program's command line; made from the catalogue, so that they know all of it.</summary>
internal static class CompletionScript
{
    private const int SummaryLength = 60;

    /// <summary>The script for a shell.</summary>
    /// <param name="shell">bash, zsh or fish.</param>
    public static string Render(string shell) => shell switch
    {
        "bash" => BashScript.Render(),
        "zsh" => ZshScript.Render(),
        _ => FishScript.Render(),
    };

    /// <summary>Commands of one word, and the first words of the others.</summary>
    internal static IReadOnlyList<string> CommandWords { get; } = [.. CommandCatalog.All.Select(command => command.Group ?? command.Name).Distinct()];

    /// <summary>What can stand in the first place.</summary>
    internal static IReadOnlyList<string> FirstWords { get; } = [.. CommandWords, "help"];

    /// <summary>The words that start commands of two.</summary>
    internal static IReadOnlyList<string> Groups { get; } = [.. CommandCatalog.All.Select(command => command.Group).OfType<string>().Distinct()];

    /// <summary>The second words of the commands of a group.</summary>
    internal static IEnumerable<CommandDescription> CommandsOf(string group) => CommandCatalog.All.Where(command => command.Group == group);

    /// <summary>What a first word stands for: a command, or several.</summary>
    internal static string SummaryOf(string firstWord) =>
        CommandCatalog.All.FirstOrDefault(command => command.Name == firstWord)?.Summary.TrimEnd('.')
        ?? (Groups.Contains(firstWord) ? string.Join(", ", CommandsOf(firstWord).Select(LastWord)) : "Show a help page");

    /// <summary>The last word of a command's name.</summary>
    internal static string LastWord(CommandDescription command) => command.Name.Split(' ')[^1];

    /// <summary>Every way to type an option's name.</summary>
    internal static IEnumerable<string> NamesOf(CommandOption option) =>
        option.Attribute.ShortName.Length == 0 ? [option.Dashed] : [$"-{option.Attribute.ShortName}", option.Dashed];

    /// <summary>The first sentence of an option's help, or as much of it as a list has room for.</summary>
    internal static string SummaryOf(CommandOption option)
    {
        var sentence = option.Attribute.HelpText.Split(". ")[0].TrimEnd('.');
        return sentence.Length <= SummaryLength ? sentence : sentence[..sentence.LastIndexOf(' ', SummaryLength)] + " ...";
    }
}
