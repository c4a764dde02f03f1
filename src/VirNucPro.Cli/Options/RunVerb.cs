using CommandLine;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Options;

/// <summary>What the commands that compute embeddings have in common.</summary>
internal abstract class RunVerb : DeviceVerb
{
    [HelpSection(HelpSection.Computing)]
    [Choices("auto", "fp32", "fp16", "bf16")]
    [Option("precision", MetaValue = "TYPE", Default = "auto",
        HelpText = "fp32, fp16, bf16, or auto: fp16 on CUDA cards, fp32 on the CPU.")]
    public string Precision { get; set; } = "auto";

    [HelpSection(HelpSection.Computing)]
    [Option("dnabert-batch-size", MetaValue = "TOKENS",
        HelpText = "Most tokens that DNABERT-S computes at once. Smaller needs less memory. Without it, chosen from the free memory.")]
    public int DnabertBatchTokens { get; set; }

    [HelpSection(HelpSection.Computing)]
    [Option("esm-batch-size", MetaValue = "TOKENS", HelpText = "The same for ESM-2.")]
    public int EsmBatchTokens { get; set; }

    /// <summary>The options as the pipeline takes them, which also judges them.</summary>
    /// <exception cref="UsageException">A list of cards that is none.</exception>
    protected ComputeOptions ToComputeOptions() => ToDeviceOptions() with
    {
        Precision = Precision,
        DnabertBatchTokens = DnabertBatchTokens,
        EsmBatchTokens = EsmBatchTokens,
    };
}
