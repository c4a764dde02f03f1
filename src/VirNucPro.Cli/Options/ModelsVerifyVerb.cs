using CommandLine;
using VirNucPro.Pipeline.ModelFiles;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro models verify</c>.</summary>
[Verb("models verify", HelpText = "Check that a models folder is complete, unchanged and right.")]
internal sealed class ModelsVerifyVerb : RunVerb
{
    [Value(0, MetaName = "DIR", Required = true, HelpText = "The models folder.")]
    public string Models { get; set; } = "";

    [HelpSection(HelpSection.Sources)]
    [Option("reference", MetaValue = "DIR",
        HelpText = "Folder with test_with_orfs.fa and test_fixed_500bp.fa, which lie in tests/data of broadinstitute/virnucpro-broad. Their labels and scores by the Python program are built in. Its embeddings are compared where the folder also has test_with_orfs/ and test_fixed_500bp/ with dnabert_f32.npy, esm_f32.npy and ids.json.")]
    public string? Reference { get; set; }

    /// <summary>The options as the pipeline takes them, which also judges them.</summary>
    /// <exception cref="UsageException">A list of cards that is none.</exception>
    public VerificationOptions ToOptions() => new()
    {
        ModelsDirectory = Models,
        ReferenceDirectory = Reference,
        Compute = ToComputeOptions(),
    };
}
