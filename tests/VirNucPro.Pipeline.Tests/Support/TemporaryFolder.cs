namespace VirNucPro.Pipeline.Tests.Support;

/// <summary>A folder that goes with the test.</summary>
/// <param name="parent">Where it is made; null for the system's place.</param>
internal sealed class TemporaryFolder(string? parent = null) : IDisposable
{
    public string Root { get; } = parent is null
        ? Directory.CreateTempSubdirectory("virnucpro-").FullName
        : Directory.CreateDirectory(System.IO.Path.Combine(parent, $"virnucpro-{Guid.NewGuid():N}")).FullName;

    public string Path(string name) => System.IO.Path.Combine(Root, name);

    public string Write(string name, string text)
    {
        var path = Path(name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}
