namespace VirNucPro.EndToEnd.Tests;

public sealed class PredictTests : IClassFixture<DemoModels>, IDisposable
{
    private readonly DemoModels _models;
    private readonly TemporaryDirectory _directory = new();

    public PredictTests(DemoModels models) => _models = models;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task LambdaPhageGivesNinetyEightChunks()
    {
        ProgramRun run = await Predict("out", "--keep-intermediate");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal("", run.Output);
        string[] chunks = Headers("out/lambda_phage_chunked500.fa");
        string[] frames = Headers("out/lambda_phage_nucleotide.fa");
        Assert.Equal(98, chunks.Length);
        Assert.Equal(frames, Headers("out/lambda_phage_protein.faa"));

        // A chunk without an open frame has no row, as in the reference.
        string[] open = [.. chunks.Where(chunk => frames.Any(frame => frame[..^2] == chunk))];
        Table byChunk = Table.Read(_directory["out/prediction_results_highestscore.csv"]);
        Table byFrame = Table.Read(_directory["out/prediction_results.txt"]);
        Assert.Equal(open, byChunk.Rows.Select(row => row[0]));
        Assert.Equal(frames, byFrame.Rows.Select(row => row[0]));
        int viral = byChunk.Rows.Count(row => row[1] == "True");
        Assert.Contains($"{viral} of 98 chunks called viral; results in {_directory["out"]}/\n", run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EveryResultOfDemoModelsSaysSo()
    {
        ProgramRun run = await Predict("out");

        Assert.Contains("warning: These verdicts come from demo models and have no biological meaning.\n", run.Errors, StringComparison.Ordinal);
        Assert.Contains("meaning", Assert.Single(Table.Read(_directory["out/prediction_results_highestscore.csv"]).Comments), StringComparison.Ordinal);
        Assert.Contains("meaning", Assert.Single(Table.Read(_directory["out/prediction_results.txt"]).Comments), StringComparison.Ordinal);
    }

    [Fact]
    public async Task TwoRunsAgreeToTheByte()
    {
        await Predict("one");
        await Predict("two");

        foreach (string name in (string[])["prediction_results.txt", "prediction_results_highestscore.csv"])
        {
            Assert.Equal(File.ReadAllBytes(_directory[$"one/{name}"]), File.ReadAllBytes(_directory[$"two/{name}"]));
        }
    }

    [Fact]
    public async Task StandardInputGivesTheResultsOfTheFile()
    {
        await Predict("file");
        ProgramRun run = await ProgramRun.StartWithInput(
            File.ReadAllText(Repository.LambdaPhage), "predict", "-", "--models", _models.Path, "-o", _directory["stdin"]);

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(
            File.ReadAllBytes(_directory["file/prediction_results.txt"]), File.ReadAllBytes(_directory["stdin/prediction_results.txt"]));
    }

    [Fact]
    public async Task SummaryIsOnTheTerminalAndInTheLog()
    {
        ProgramRun run = await Predict("out", "--v1-baseline-seconds", "3600");

        string log = File.ReadAllText(_directory["out/virnucpro.log"]);
        foreach (string stage in (string[])["Sequence Chunking", "Six-Frame Translation", "DNABERT-S Feature Extraction", "ESM-2 Feature Extraction", "Consensus Scoring"])
        {
            Assert.Contains(stage, run.Errors, StringComparison.Ordinal);
            Assert.Contains(stage, log, StringComparison.Ordinal);
        }

        Assert.Contains("virnucpro.pipeline.telemetry", log, StringComparison.Ordinal);
        Assert.Contains("started as: virnucpro predict", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task QuietRunSaysNothing()
    {
        ProgramRun run = await Predict("out", "-q");

        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Errors));
        Assert.True(File.Exists(_directory["out/virnucpro.log"]));
    }

    [Fact]
    public async Task ForceReplacesTheResults()
    {
        await Predict("out");
        byte[] before = File.ReadAllBytes(_directory["out/prediction_results.txt"]);
        File.WriteAllText(_directory["out/prediction_results.txt"], "old");

        ProgramRun run = await Predict("out", "--force");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(before, File.ReadAllBytes(_directory["out/prediction_results.txt"]));
    }

    [Fact]
    public async Task ResultsGoBesideTheUserByDefault()
    {
        ProgramRun run = await ProgramRun.StartAt(_directory.Path, "predict", Repository.LambdaPhage, "--models", _models.Path);

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.True(File.Exists(_directory["lambda_phage_virnucpro/prediction_results.txt"]));
        Assert.Contains("results in lambda_phage_virnucpro/\n", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task SignalStopsTheRunCleanly(string signal, int exitCode)
    {
        // Standard input stays open: without the signal the run would never end.
        using var process = ProgramRun.Launch(
            ProgramRun.ProgramPath, _directory.Path, ["predict", "-", "--models", _models.Path, "-o", "out", "-v"]);
        await process.StandardInput.WriteAsync(await File.ReadAllTextAsync(Repository.LambdaPhage));
        await process.StandardInput.FlushAsync();
        Assert.NotNull(await process.StandardError.ReadLineAsync());
        using (var kill = ProgramRun.Launch("/bin/kill", _directory.Path, [$"-{signal}", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        string errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == exitCode, errors);
        Assert.Contains("Stopped before the end.", errors, StringComparison.Ordinal);
        Assert.Empty(LeftOvers.Of(_directory["out"]));
    }

    private Task<ProgramRun> Predict(string output, params string[] more) => ProgramRun.Start(
        ["predict", Repository.LambdaPhage, "--models", _models.Path, "-o", _directory[output], .. more]);

    private string[] Headers(string name) =>
        [.. File.ReadLines(_directory[name]).Where(line => line.StartsWith('>')).Select(line => line[1..])];
}
