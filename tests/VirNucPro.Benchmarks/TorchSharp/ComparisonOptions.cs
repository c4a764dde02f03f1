using CommandLine;

namespace VirNucPro.Benchmarks.TorchSharp;

/// <summary>What to compare.</summary>
[Verb("torchsharp", HelpText = "Compares the encoders with a straight port to TorchSharp, in one process on one libtorch.")]
internal sealed class ComparisonOptions
{
    [Option("shape", Default = "esm2-650m", HelpText = "esm2-3b, esm2-650m, esm2-8m or dnabert-s.")]
    public string Shape { get; init; } = "";

    [Option("layers", HelpText = "Blocks, fewer than the shape has: 2 of ESM-2 650M and 3B, 4 of DNABERT-S, all of ESM-2 8M where none are given.")]
    public int? Layers { get; init; }

    [Option("rows", Default = 32, HelpText = "Sequences of the batch.")]
    public int Rows { get; init; }

    [Option("rounds", Default = 5, HelpText = "How often each way computes; the medians are shown.")]
    public int Rounds { get; init; }

    [Option("threads", HelpText = "CPU threads of both sides; all cores where no number is given.")]
    public int Threads { get; init; }

    [Option("bf16", HelpText = "Compute in BF16 instead of FP32.")]
    public bool Bf16 { get; init; }

    [Option("input", Default = "examples/lambda_phage.fasta", HelpText = "DNA that is cut into chunks of 500 bp, whose frames are embedded.")]
    public string Input { get; init; } = "";

    [Option("tokenizer", HelpText = "DNABERT-S's tokenizer.json; the demo models' where none is given.")]
    public string? Tokenizer { get; init; }
}
