using VirNucPro.Pipeline.Devices;

namespace VirNucPro.Pipeline.Tests.Support;

/// <summary>Runs <see cref="PredictRun"/> on fake models in a folder of its own.</summary>
internal sealed class PredictFixture : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public RecordingLoggers Loggers { get; } = new();

    public string Output => _folder.Path("out");

    public string Input(string text, string name = "reads.fa") => _folder.Write(name, text);

    public RunSummary Run(
        IModelSource models,
        string inputPath,
        Func<PredictOptions, PredictOptions>? change = null,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var options = new PredictOptions { InputPaths = [inputPath], ModelsDirectory = "models", OutputDirectory = Output };
        return PredictRun.Execute(
            change?.Invoke(options) ?? options, (_, _) => models, Loggers, TimeProvider.System, progress, cancellation);
    }

    public RunFailedException Fail(IModelSource models, string inputPath, Func<PredictOptions, PredictOptions>? change = null) =>
        Assert.Throws<RunFailedException>(() => Run(models, inputPath, change));

    public string Frames => File.ReadAllText(Path.Combine(Output, "prediction_results.txt"));

    public string Chunks => File.ReadAllText(Path.Combine(Output, "prediction_results_highestscore.csv"));

    public void Dispose()
    {
        _folder.Dispose();
        Loggers.Dispose();
    }
}
