using CommandLine;

namespace VirNucPro.Cli.Options;

/// <summary>What every command understands that the environment and a configuration file can set too.</summary>
internal abstract class Verb : PlainVerb
{
    [HelpSection(HelpSection.Configuration)]
    [Option("config", MetaValue = "FILE",
        HelpText = "Take options that are not given here from this YAML file; 'virnucpro config init' writes one. Before it count the variables VIRNUCPRO_..., for example VIRNUCPRO_MODELS for --models.")]
    public string? Config { get; set; }
}
