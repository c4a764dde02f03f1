using CommandLine;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro completion</c>.</summary>
[Verb("completion", HelpText = "Write the script with which a shell completes commands, options and files.")]
internal sealed class CompletionVerb : PlainVerb
{
    [Value(0, MetaName = "SHELL", Required = true, HelpText = "bash, zsh or fish.")]
    [Choices("bash", "zsh", "fish")]
    public string Shell { get; set; } = "";
}
