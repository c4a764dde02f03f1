using CommandLine;
using VirNucPro.Pipeline.Benchmarking;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro bench</c>.</summary>
[Verb("bench", HelpText = "Measure how fast a device and this program are together.")]
internal sealed class BenchVerb : DeviceVerb
{
    [HelpSection(HelpSection.Measuring)]
    [Choices("esm2-3b", "esm2-650m", "esm2-8m", "dnabert-s", IsList = true)]
    [Option("shape", MetaValue = "SHAPE,...",
        HelpText = "Encoders to measure, with the sizes of these and random weights: esm2-3b, esm2-650m, esm2-8m, dnabert-s. Without it, esm2-650m (on a card esm2-3b) and dnabert-s.")]
    public string? Shapes { get; set; }

    [HelpSection(HelpSection.Measuring)]
    [Choices("auto", "fp32", "fp16", "bf16", IsList = true)]
    [Option("precision", MetaValue = "TYPE,...", Default = "auto",
        HelpText = "fp32, fp16, bf16, or auto: fp16 on CUDA cards, fp32 on the CPU.")]
    public string Precisions { get; set; } = "auto";

    [HelpSection(HelpSection.Measuring)]
    [Option("batch", MetaValue = "ROWS", Default = BenchmarkOptions.DefaultBatchRows, HelpText = "Sequences of a batch.")]
    public int Batch { get; set; } = BenchmarkOptions.DefaultBatchRows;

    [HelpSection(HelpSection.Measuring)]
    [Option("tokens", MetaValue = "N",
        HelpText = "Tokens of each sequence. Without it, those of a frame of 500 bases: 168 for ESM-2, 107 for DNABERT-S.")]
    public int? Tokens { get; set; }

    [HelpSection(HelpSection.Measuring)]
    [Option("layers", MetaValue = "N",
        HelpText = "Layers of each encoder that run, 2 or more; tokens a second are those of all layers. Without it, as many as take about a second.")]
    public int? Layers { get; set; }

    [HelpSection(HelpSection.Measuring)]
    [Option("seconds", MetaValue = "N", Default = BenchmarkOptions.DefaultLongestSeconds,
        HelpText = "Longest time for each encoder. It is measured until its time over that of the products alone is known to 1 %, which needs 6 rounds at least.")]
    public double Seconds { get; set; } = BenchmarkOptions.DefaultLongestSeconds;

    [HelpSection(HelpSection.Measuring)]
    [Option("models", MetaValue = "DIR",
        HelpText = "Models folder whose tokenizer for DNABERT-S is measured; its weights are not read. Without it, the demo models' tokenizer.")]
    public string? Models { get; set; }

    [HelpSection(HelpSection.Results)]
    [Option("json", MetaValue = "FILE", HelpText = "Also write the figures to FILE as JSON.")]
    public string? Json { get; set; }

    [HelpSection(HelpSection.Results)]
    [Option("vs", MetaValue = "FILE", HelpText = "Compare with an earlier FILE of --json: how many times as fast each is now.")]
    public string? Versus { get; set; }

    [HelpSection(HelpSection.Results)]
    [Option('f', "force", HelpText = "Replace a file that exists.")]
    public bool Force { get; set; }

    /// <summary>The options as the pipeline takes them, which also judges them.</summary>
    /// <exception cref="UsageException">A list of cards that is none.</exception>
    public BenchmarkOptions ToOptions() => new()
    {
        Compute = ToDeviceOptions(),
        Shapes = Shapes?.Split(',') ?? [],
        Precisions = Precisions.Split(','),
        BatchRows = Batch,
        Tokens = Tokens,
        Layers = Layers,
        LongestSeconds = Seconds,
        ModelsDirectory = Models,
        OutputPath = Json,
        Force = Force,
        EarlierPath = Versus,
    };
}
