using CommandLine;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro validate</c>.</summary>
[Verb("validate", HelpText = "Check an input, and tell what a run would do with it.")]
internal sealed class ValidateVerb : RunVerb
{
    [Value(0, MetaName = "INPUT", Required = true, HelpText = "The input as 'virnucpro predict' takes it. - reads standard input.")]
    public string Input { get; set; } = "";

    [HelpSection(HelpSection.Results)]
    [Option("models", MetaValue = "DIR", HelpText = "Time a sample with these models, and estimate how long a run takes.")]
    public string? Models { get; set; }

    [HelpSection(HelpSection.Classifier)]
    [Option('e', "expected-length", MetaValue = "BASES", Default = 500, HelpText = "Chunk length of the run.")]
    public int ExpectedLength { get; set; } = 500;

    /// <summary>The options as the pipeline takes them, which also judges them.</summary>
    /// <exception cref="UsageException">A list of cards that is none.</exception>
    public InputCheckOptions ToOptions() => new()
    {
        InputPath = Input,
        ModelsDirectory = Models,
        ExpectedLengthBp = ExpectedLength,
        Compute = ToComputeOptions(),
    };
}
