namespace VirNucPro.Pipeline.Benchmarking;

/// <summary>What <see cref="BenchmarkRun"/> measures.</summary>
public sealed record BenchmarkOptions
{
    /// <summary>Where to measure: one device. Its precision and batch sizes are not looked at.</summary>
    public ComputeOptions Compute { get; init; } = new();

    /// <summary>Names of encoders; empty takes two that tell much about the device in little time.</summary>
    public IReadOnlyList<string> Shapes { get; init; } = [];

    /// <summary><c>auto</c> (FP16 on CUDA, FP32 on the CPU), <c>fp32</c>, <c>fp16</c>, <c>bf16</c>.</summary>
    public IReadOnlyList<string> Precisions { get; init; } = ["auto"];

    /// <summary>Sequences of a batch.</summary>
    public int BatchRows { get; init; } = DefaultBatchRows;

    /// <summary>Tokens of each sequence; null takes what a frame of a chunk of 500 bp has.</summary>
    public int? Tokens { get; init; }

    /// <summary>Blocks of each encoder that really run; null runs as many as take about a second.</summary>
    public int? Layers { get; init; }

    /// <summary>Longest time for an encoder, in seconds: it is measured until its ratio to its products is known to 1 %.</summary>
    public double LongestSeconds { get; init; } = DefaultLongestSeconds;

    /// <summary>Folder with DNABERT-S's tokenizer; null takes that of the demo models.</summary>
    public string? ModelsDirectory { get; init; }

    /// <summary>File for the result; null writes none.</summary>
    public string? OutputPath { get; init; }

    /// <summary>Replace a file that exists.</summary>
    public bool Force { get; init; }

    /// <summary>An earlier result to compare with; null compares with nothing.</summary>
    public string? EarlierPath { get; init; }

    /// <summary>Sequences of a batch where nothing else is said.</summary>
    public const int DefaultBatchRows = 32;

    /// <summary>Longest time for an encoder where nothing else is said, in seconds.</summary>
    public const double DefaultLongestSeconds = 60;
}
