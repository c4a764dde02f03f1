using CommandLine;
using VirNucPro.Cli.Configuration;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro config show</c>.</summary>
[Verb("config show", HelpText = "Show which value each option has, and where it comes from.")]
internal sealed class ConfigShowVerb : Verb
{
    [Value(0, MetaName = "COMMAND", HelpText = "Show all options of this command; its own options may follow. Without it, what is set for any command.")]
    public IEnumerable<string> Words { get; set; } = [];

    /// <summary>What is shown.</summary>
    public IReadOnlyList<ShownCommand> Commands { get; set; } = [];

    /// <summary>True where one command was asked for: then its defaults are shown too.</summary>
    public bool IsOfOneCommand { get; set; }
}
