using CommandLine;

namespace VirNucPro.Cli.Options;

/// <summary>What the commands that may take long have in common.</summary>
internal abstract class LongVerb : Verb
{
    [HelpSection(HelpSection.Messages)]
    [Option("no-progress", HelpText = "Show no progress.")]
    public bool NoProgress { get; set; }
}
