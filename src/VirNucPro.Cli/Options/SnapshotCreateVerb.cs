using CommandLine;
using VirNucPro.Pipeline.Snapshots;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro snapshot create</c>.</summary>
[Verb("snapshot create", HelpText = "Record in FP32 what the models make of an input, to compare later runs with.")]
internal sealed class SnapshotCreateVerb : ClassifierVerb
{
    [Value(0, MetaName = "INPUT", Required = true,
        HelpText = "Files with DNA, in the formats that 'virnucpro predict' reads. - reads standard input.")]
    public IEnumerable<string> Inputs { get; set; } = [];

    [HelpSection(HelpSection.Results)]
    [Option("models", MetaValue = "DIR", Required = true, HelpText = "Folder with the models: dnabert-s/, esm2/ and classifier/ in it.")]
    public string Models { get; set; } = "";

    [HelpSection(HelpSection.Results)]
    [Option('o', "output", MetaValue = "FILE", Required = true, HelpText = "The snapshot to write, a safetensors file.")]
    public string Output { get; set; } = "";

    [HelpSection(HelpSection.Results)]
    [Option('f', "force", HelpText = "Replace a file that exists.")]
    public bool Force { get; set; }

    /// <summary>The options as the pipeline takes them, which also judges them.</summary>
    /// <exception cref="UsageException">A list of cards that is none.</exception>
    public SnapshotCreateOptions ToOptions() => new()
    {
        InputPaths = [.. Inputs],
        OutputPath = Output,
        ModelsDirectory = Models,
        ClassifierPath = ModelPath,
        ExpectedLengthBp = ExpectedLengthBp,
        Compute = ToComputeOptions(),
        Force = Force,
    };
}
