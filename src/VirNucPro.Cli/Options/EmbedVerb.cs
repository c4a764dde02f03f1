using CommandLine;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro embed</c>.</summary>
[Verb("embed", HelpText = "Write the embedding of every sequence, to check numbers or for work of your own.")]
internal sealed class EmbedVerb : RunVerb
{
    [Value(0, MetaName = "INPUT", Required = true,
        HelpText = "Files with proteins (esm2) or DNA (dnabert-s), in the formats that 'virnucpro predict' reads. - reads standard input.")]
    public IEnumerable<string> Inputs { get; set; } = [];

    [HelpSection(HelpSection.Results)]
    [Option("encoder", MetaValue = "NAME", Required = true, HelpText = "esm2 or dnabert-s.")]
    public string Encoder { get; set; } = "";

    [HelpSection(HelpSection.Results)]
    [Option("models", MetaValue = "DIR", Required = true, HelpText = "Folder with the models: esm2/ or dnabert-s/ in it.")]
    public string Models { get; set; } = "";

    [HelpSection(HelpSection.Results)]
    [Option('o', "output", MetaValue = "FILE", Required = true,
        HelpText = "File to write: float32, one row a sequence in the order of INPUT. Its extension chooses the format: .npy (NumPy), .h5 or .hdf5 (HDF5), or .safetensors. HDF5 holds the ids of the rows too; those of the others go beside the file, for NAME.npy to NAME.ids.txt.")]
    public string Output { get; set; } = "";

    [HelpSection(HelpSection.Results)]
    [Option('f', "force", HelpText = "Replace a file that exists.")]
    public bool Force { get; set; }

    /// <summary>The options as the pipeline takes them, which also judges them.</summary>
    /// <exception cref="UsageException">A list of cards that is none.</exception>
    public EmbedOptions ToOptions() => new()
    {
        Encoder = Encoder,
        InputPaths = [.. Inputs],
        OutputPath = Output,
        ModelsDirectory = Models,
        Compute = ToComputeOptions(),
        Force = Force,
    };
}
