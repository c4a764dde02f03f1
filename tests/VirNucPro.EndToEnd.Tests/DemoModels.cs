namespace VirNucPro.EndToEnd.Tests;

/// <summary>Demo models, made once by the program itself for all tests of a class.</summary>
public sealed class DemoModels : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    /// <summary>The models folder.</summary>
    public string Path => _directory["demo-models"];

    /// <summary>Makes a copy that a test may damage.</summary>
    /// <param name="target">Folder to make.</param>
    public string CopyTo(string target)
    {
        foreach (var file in Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories))
        {
            var copy = System.IO.Path.Combine(target, System.IO.Path.GetRelativePath(Path, file));
            Directory.CreateDirectory(System.IO.Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        return target;
    }

    public async Task InitializeAsync()
    {
        var run = await ProgramRun.Start("models", "demo", "-o", Path);
        Assert.True(run.ExitCode == 0, run.Errors);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose() => _directory.Dispose();
}
