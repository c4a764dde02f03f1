using CommandLine;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro embed</c>.</summary>
[Verb("embed", HelpText = "Write the embedding of every sequence, to check numbers or for work of your own.")]
internal sealed class EmbedVerb : RunVerb
{
    [Value(0, MetaName = "INPUT", Required = true,
        HelpText = "FASTA file with proteins (esm2) or DNA (dnabert-s). - reads standard input.")]
    public string Input { get; set; } = "";

    [HelpSection(HelpSection.Results)]
    [Choices("esm2", "dnabert-s")]
    [Option("encoder", MetaValue = "NAME", Required = true, HelpText = "esm2 or dnabert-s.")]
    public string Encoder { get; set; } = "";

    [HelpSection(HelpSection.Results)]
    [Option("models", MetaValue = "DIR", Required = true, HelpText = "Folder with the models: esm2/ or dnabert-s/ in it.")]
    public string Models { get; set; } = "";

    [HelpSection(HelpSection.Results)]
    [Option('o', "output", MetaValue = "FILE.npy", Required = true,
        HelpText = "NumPy file to write: float32, one row a sequence in the order of INPUT. Their ids go beside it: for NAME.npy to NAME.ids.txt.")]
    public string Output { get; set; } = "";

    [HelpSection(HelpSection.Results)]
    [Option('f', "force", HelpText = "Replace a file that exists.")]
    public bool Force { get; set; }

    /// <summary>The options as the pipeline takes them, which also judges them.</summary>
    /// <exception cref="UsageException">A list of cards that is none.</exception>
    public EmbedOptions ToOptions() => new()
    {
        Encoder = Encoder,
        InputPath = Input,
        OutputPath = Output,
        ModelsDirectory = Models,
        Compute = ToComputeOptions(),
        Force = Force,
    };
}
