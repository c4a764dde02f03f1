using CommandLine;
using VirNucPro.Pipeline.ModelFiles;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro models import</c>.</summary>
[Verb("models import", HelpText = "Make a models folder from model files of any usual format.")]
internal sealed class ModelsImportVerb : ModelFilesVerb
{
    [HelpSection(HelpSection.Sources)]
    [Option("esm2", MetaValue = "PATH",
        HelpText = "ESM-2: fair-esm's esm2_t36_3B_UR50D.pt, or a folder with a Hugging Face snapshot.")]
    public string? Esm2 { get; set; }

    [HelpSection(HelpSection.Sources)]
    [Option("dnabert-s", MetaValue = "PATH",
        HelpText = "DNABERT-S: a folder with a Hugging Face snapshot, that is config.json, tokenizer.json and the weights.")]
    public string? DnabertS { get; set; }

    [HelpSection(HelpSection.Sources)]
    [Option("classifier", MetaValue = "FILE", HelpText = "The classifier: upstream's 500_model.pth or 300_model.pth, a state dict, or safetensors.")]
    public string? Classifier { get; set; }

    [HelpSection(HelpSection.Sources)]
    [Option('e', "expected-length", MetaValue = "BASES", Default = 500, HelpText = "Chunk length that the classifier was trained for.")]
    public int ExpectedLength { get; set; } = 500;

    public override void Check()
    {
        base.Check();
        if (Esm2 is null && DnabertS is null && Classifier is null)
        {
            throw new UsageException("nothing to import: name --esm2, --dnabert-s or --classifier");
        }
    }

    /// <summary>The options as the pipeline takes them, which also judges them.</summary>
    public ImportOptions ToOptions() => new()
    {
        Esm2Path = Esm2,
        DnabertPath = DnabertS,
        ClassifierPath = Classifier,
        ExpectedLengthBp = ExpectedLength,
        OutputDirectory = OutputDirectory,
        HalfPrecision = HalfPrecision,
        Force = Force,
    };
}
