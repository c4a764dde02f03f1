namespace VirNucPro.EndToEnd.Tests;

/// <summary>One run on phage lambda with demo models, for all tests of a class.</summary>
public sealed class LambdaRun : IAsyncLifetime, IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    /// <summary>The models.</summary>
    public DemoModels Models { get; } = new();

    /// <summary>The results' folder.</summary>
    public string OutputDirectory => _directory["out"];

    internal ProgramRun Run { get; private set; } = new(-1, "", "");

    /// <summary>A file among the results.</summary>
    /// <param name="name">Its name.</param>
    public string File(string name) => Path.Combine(OutputDirectory, name);

    public async Task InitializeAsync()
    {
        await Models.InitializeAsync();
        Run = await ProgramRun.Start(
            "predict", Fixture.LambdaPhage, "--models", Models.Path, "-o", OutputDirectory, "-k", "--v1-baseline-seconds", "3600");
        Assert.True(Run.ExitCode == 0, Run.Errors);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        Models.Dispose();
        _directory.Dispose();
    }
}
