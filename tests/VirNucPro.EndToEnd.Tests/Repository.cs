using System.Reflection;

namespace VirNucPro.EndToEnd.Tests;

/// <summary>Files of the repository, and the golden files that must not be in it.</summary>
internal static class Repository
{
    private static readonly string Root = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>The real tokenizer of DNABERT-S: in place only, never in the repository.</summary>
    public static string RealTokenizer { get; } = Path.Combine(
        Environment.GetEnvironmentVariable("VIRNUCPRO_GOLDEN") ?? Path.Combine(Root, "..", "shared", "golden"), "tokenizer", "tokenizer.json");

    /// <summary>Phage lambda, 48,502 bp.</summary>
    public static string LambdaPhage { get; } = Path.Combine(Root, "examples", "lambda_phage.fasta");

    public static string Fixture(params string[] parts) => Path.Combine([Root, "tests", "fixtures", .. parts]);
}
