using CommandLine;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro checkpoint inspect</c>.</summary>
[Verb("checkpoint inspect", HelpText = "Show how far a run is, what it was made with, and how to go on.")]
internal sealed class CheckpointInspectVerb : CheckpointVerb;
