using System.Reflection;
using System.Text.Json;

namespace VirNucPro.Tests;

/// <summary>Finds the committed fixtures and, where it is there, the golden folder, which is not ours to commit as a whole.</summary>
internal static class Fixture
{
    /// <summary>The environment variable that names the golden folder.</summary>
    public const string GoldenVariable = "VIRNUCPRO_GOLDEN";

    /// <summary>Full path of the repository.</summary>
    public static string RepositoryRoot { get; } = typeof(Fixture).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>Phage lambda, 48,502 bp.</summary>
    public static string LambdaPhage { get; } = System.IO.Path.Combine(RepositoryRoot, "examples", "lambda_phage.fasta");

    /// <summary>The published tokenizer of DNABERT-S, which need not be there.</summary>
    public static string RealTokenizer { get; } = GoldenPath("tokenizer/tokenizer.json");

    /// <summary>Full path of a file or folder under <c>tests/fixtures</c>.</summary>
    public static string Path(string relativePath) => System.IO.Path.Combine(RepositoryRoot, "tests", "fixtures", relativePath);

    /// <summary>Full path of a file of the golden folder, which need not exist.</summary>
    public static string GoldenPath(string relativePath) => System.IO.Path.Combine(
        Environment.GetEnvironmentVariable(GoldenVariable) ?? System.IO.Path.Combine(RepositoryRoot, "..", "shared", "golden"),
        relativePath);

    /// <summary>A text fixture.</summary>
    public static string Text(string relativePath) => File.ReadAllText(Path(relativePath));

    /// <summary>A JSON fixture.</summary>
    public static JsonElement Json(string relativePath) => Parse(Path(relativePath));

    /// <summary>A JSON file.</summary>
    public static JsonElement Parse(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        return document.RootElement.Clone();
    }

    /// <summary>An array of whole numbers.</summary>
    public static int[] Integers(this JsonElement array) => [.. array.EnumerateArray().Select(element => element.GetInt32())];
}
