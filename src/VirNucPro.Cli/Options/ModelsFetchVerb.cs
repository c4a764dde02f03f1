using CommandLine;
using VirNucPro.Pipeline.ModelFiles;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro models fetch</c>.</summary>
[Verb("models fetch", HelpText = "Download the published models and make a models folder of them.")]
internal sealed class ModelsFetchVerb : ModelFilesVerb
{
    [HelpSection(HelpSection.Sources)]
    [Choices("dnabert-s", "esm2", "classifier", IsOpen = true)]
    [Option("parts", MetaValue = "PART,...", HelpText = "Fetch only these of dnabert-s, esm2 and classifier.")]
    public string? Parts { get; set; }

    [HelpSection(HelpSection.Sources)]
    [Option("mirror", MetaValue = "URL", HelpText = "Ask this server instead of the models' public homes, for the same paths.")]
    public string? Mirror { get; set; }

    private Uri? MirrorAddress => Uri.TryCreate(Mirror, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    public override void Check()
    {
        base.Check();
        if (Mirror is not null && MirrorAddress is null)
        {
            throw new UsageException($"--mirror takes an http or https address, not '{Mirror}'");
        }
    }

    /// <summary>The options as the pipeline takes them, which also judges them.</summary>
    public FetchOptions ToOptions() => new()
    {
        OutputDirectory = OutputDirectory,
        Mirror = MirrorAddress,
        Parts = Parts?.Split(',') ?? [],
        HalfPrecision = HalfPrecision,
        Force = Force,
    };
}
