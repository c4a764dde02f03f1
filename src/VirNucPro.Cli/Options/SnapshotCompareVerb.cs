using CommandLine;
using VirNucPro.Pipeline.Snapshots;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro snapshot compare</c>.</summary>
[Verb("snapshot compare", HelpText = "Run the input of a snapshot again and compare.")]
internal sealed class SnapshotCompareVerb : RunVerb
{
    [Value(0, MetaName = "FILE", Required = true, HelpText = "What 'virnucpro snapshot create' wrote. It holds its input.")]
    public string Snapshot { get; set; } = "";

    [HelpSection(HelpSection.Sources)]
    [Option("models", MetaValue = "DIR", Required = true, HelpText = "Folder with the models that the snapshot was made with.")]
    public string Models { get; set; } = "";

    [HelpSection(HelpSection.Sources)]
    [Option('p', "model-path", MetaValue = "FILE",
        HelpText = "The classifier's .safetensors file. Without it, the one in the models folder for the snapshot's chunk length.")]
    public string? ModelPath { get; set; }

    [HelpSection(HelpSection.Sources)]
    [Option("other-weights", HelpText = "Compare although weights, tokenizer or classifier are others than the snapshot's: for models that were converted or quantized.")]
    public bool OtherWeights { get; set; }

    [HelpSection(HelpSection.Results)]
    [Option("min-cosine", MetaValue = "X", HelpText = "Smallest cosine of an embedding. Without it, 0.99999 in fp32, 0.9999 in fp16 and bf16.")]
    public double? MinCosine { get; set; }

    [HelpSection(HelpSection.Results)]
    [Option("max-difference", MetaValue = "X", HelpText = "Largest difference of an element of an embedding. Without it, 1e-5 in fp32, any in fp16 and bf16.")]
    public double? MaxDifference { get; set; }

    [HelpSection(HelpSection.Results)]
    [Option("max-score-difference", MetaValue = "X", HelpText = "Largest difference of a score. Without it, 5e-6 in fp32, 1e-2 in fp16 and bf16.")]
    public double? MaxScoreDifference { get; set; }

    [HelpSection(HelpSection.Results)]
    [Option("json", MetaValue = "FILE", HelpText = "Also write the figures to FILE as JSON.")]
    public string? Json { get; set; }

    [HelpSection(HelpSection.Results)]
    [Option("plot", MetaValue = "FILE", HelpText = "Also draw the differences to FILE; .png or .svg tells its format.")]
    public string? Plot { get; set; }

    /// <summary>The options as the pipeline takes them, which also judges them.</summary>
    /// <exception cref="UsageException">A list of cards that is none.</exception>
    public SnapshotCompareOptions ToOptions() => new()
    {
        SnapshotPath = Snapshot,
        ModelsDirectory = Models,
        ClassifierPath = ModelPath,
        Compute = ToComputeOptions(),
        OtherWeights = OtherWeights,
        MinCosine = MinCosine,
        MaxDifference = MaxDifference,
        MaxScoreDifference = MaxScoreDifference,
        JsonPath = Json,
        PlotPath = Plot,
    };
}
