using CommandLine;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro config init</c>.</summary>
[Verb("config init", HelpText = "Write a configuration file with every option, its meaning and its default.")]
internal sealed class ConfigInitVerb : PlainVerb
{
    [HelpSection(HelpSection.Results)]
    [Option('o', "output", MetaValue = "FILE", Default = "virnucpro.yaml", HelpText = "File to write. - writes to standard output.")]
    public string Output { get; set; } = "";

    [HelpSection(HelpSection.Results)]
    [Option('f', "force", HelpText = "Replace a file that exists.")]
    public bool Force { get; set; }
}
