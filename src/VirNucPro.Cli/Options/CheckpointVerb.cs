using CommandLine;

namespace VirNucPro.Cli.Options;

/// <summary>What the commands that look at the state of a run have in common.</summary>
internal abstract class CheckpointVerb : Verb
{
    [Value(0, MetaName = "DIR", Required = true, HelpText = "The output folder of a run of 'virnucpro predict', or the run.db in it.")]
    public string Input { get; set; } = "";
}
