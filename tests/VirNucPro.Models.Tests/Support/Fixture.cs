using System.Reflection;
using System.Text.Json;

namespace VirNucPro.Models.Tests.Support;

/// <summary>Finds the committed fixtures and, where it is there, the golden folder beside the repository.</summary>
internal static class Fixture
{
    private const string GoldenVariable = "VIRNUCPRO_GOLDEN";

    private static readonly string RepositoryRoot = typeof(Fixture).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "RepositoryRoot").Value!;

    /// <summary>Full path of a file or folder under <c>tests/fixtures</c>.</summary>
    public static string Path(string relativePath) => System.IO.Path.Combine(RepositoryRoot, "tests", "fixtures", relativePath);

    /// <summary>Full path of a file of the golden folder, which need not exist.</summary>
    public static string GoldenPath(string relativePath) => System.IO.Path.Combine(
        Environment.GetEnvironmentVariable(GoldenVariable) ?? System.IO.Path.Combine(RepositoryRoot, "..", "shared", "golden"), relativePath);

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
