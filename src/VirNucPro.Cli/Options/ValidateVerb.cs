using CommandLine;
using VirNucPro.Pipeline.Validation;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro validate</c>.</summary>
[Verb("validate", HelpText = "Tell what a prediction would do with an input, before it is made.")]
internal sealed class ValidateVerb : RunVerb
{
    [Value(0, MetaName = "INPUT", Required = true,
        HelpText = "Files with DNA, in the formats that 'virnucpro predict' reads. - reads standard input.")]
    public IEnumerable<string> Inputs { get; set; } = [];

    [HelpSection(HelpSection.Results)]
    [Option("models", MetaValue = "DIR",
        HelpText = "Folder with the models. With it, the time is estimated: both encoders are loaded and embed some of the input's own frames on the device.")]
    public string? Models { get; set; }

    [HelpSection(HelpSection.Results)]
    [Option("json", HelpText = "Write the report as JSON.")]
    public bool Json { get; set; }

    /// <summary>The options as the pipeline takes them, which also judges them.</summary>
    /// <exception cref="UsageException">A list of cards that is none.</exception>
    public ValidationOptions ToOptions() => new()
    {
        InputPaths = [.. Inputs],
        ModelsDirectory = Models,
        Compute = ToComputeOptions(),
    };
}
