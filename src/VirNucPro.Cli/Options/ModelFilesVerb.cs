using CommandLine;

namespace VirNucPro.Cli.Options;

/// <summary>What the commands that move model files have in common.</summary>
internal abstract class ModelFilesVerb : LongVerb
{
    private const string KeepType = "keep";

    [HelpSection(HelpSection.Results)]
    [Option('o', "output-dir", MetaValue = "DIR", Required = true, HelpText = "The models folder to make, or to add to.")]
    public string OutputDirectory { get; set; } = "";

    [HelpSection(HelpSection.Results)]
    [Choices(KeepType, "fp16")]
    [Option("dtype", MetaValue = "TYPE", Default = KeepType,
        HelpText = "keep: store the weights as they are. fp16: store FP32 weights as FP16, in half the space.")]
    public string DataType { get; set; } = KeepType;

    [HelpSection(HelpSection.Results)]
    [Option('f', "force", HelpText = "Replace parts that are in the folder already.")]
    public bool Force { get; set; }

    /// <summary>Whether FP32 weights become FP16.</summary>
    protected bool HalfPrecision => DataType == "fp16";
}
