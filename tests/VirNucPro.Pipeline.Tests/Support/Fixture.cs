using System.Reflection;
using System.Text.Json;

namespace VirNucPro.Pipeline.Tests.Support;

/// <summary>Files in tests/fixtures.</summary>
internal static class Fixture
{
    private static readonly string Root = System.IO.Path.Combine(
        typeof(Fixture).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Single(attribute => attribute.Key == "RepositoryRoot").Value!,
        "tests",
        "fixtures");

    public static string Path(string name) => System.IO.Path.Combine(Root, name);

    public static string Text(string name) => File.ReadAllText(Path(name));

    public static JsonElement Json(string name) => JsonSerializer.Deserialize<JsonElement>(Text(name));
}
