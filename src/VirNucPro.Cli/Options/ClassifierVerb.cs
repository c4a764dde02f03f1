using CommandLine;

namespace VirNucPro.Cli.Options;

/// <summary>What the commands that choose a classifier have in common.</summary>
internal abstract class ClassifierVerb : RunVerb
{
    private const string CustomModel = "custom";

    [HelpSection(HelpSection.Classifier)]
    [Choices("500", "300", CustomModel)]
    [Option('m', "model-type", MetaValue = "TYPE",
        HelpText = "500: cut into chunks of 500 bases (contigs). 300: chunks of 300 bases (short contigs, reads). custom: a classifier of your own, with -p and -e. Without it, 500.")]
    public string? ModelType { get; set; }

    [HelpSection(HelpSection.Classifier)]
    [Option('p', "model-path", MetaValue = "FILE",
        HelpText = "The classifier's .safetensors file. Without it, the one in the models folder for the chunk length.")]
    public string? ModelPath { get; set; }

    [HelpSection(HelpSection.Classifier)]
    [Option('e', "expected-length", MetaValue = "BASES",
        HelpText = "Chunk length that the classifier was trained for. Without it, that of -m.")]
    public int? ExpectedLength { get; set; }

    /// <summary>Chunk length in bp.</summary>
    protected int ExpectedLengthBp => ExpectedLength ?? TypeLength;

    private int TypeLength => ModelType == "300" ? 300 : 500;

    public override void Check()
    {
        base.Check();
        if (ModelType == CustomModel && (ModelPath is null || ExpectedLength is null))
        {
            throw new UsageException("-m custom needs the classifier's file (-p FILE) and its chunk length (-e BASES)");
        }

        if (ModelType is "300" or "500" && ExpectedLength is { } length && length != TypeLength)
        {
            throw new UsageException($"-m {ModelType} means chunks of {ModelType} bases, but -e says {length}");
        }
    }
}
