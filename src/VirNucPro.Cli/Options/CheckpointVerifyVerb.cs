using CommandLine;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro checkpoint verify</c>.</summary>
[Verb("checkpoint verify", HelpText = "Check that what a run has saved is unchanged, and its result files too.")]
internal sealed class CheckpointVerifyVerb : CheckpointVerb;
