namespace VirNucPro.EndToEnd.Tests;

public sealed class PredictTests : IClassFixture<LambdaRun>, IDisposable
{
    private readonly LambdaRun _lambda;
    private readonly TemporaryDirectory _directory = new();
    private readonly string _input;

    public PredictTests(LambdaRun lambda)
    {
        _lambda = lambda;

        // The first chunk of phage lambda that has an open frame, and a bit more.
        _input = _directory.Write("small.fa", string.Join('\n', File.ReadLines(Fixture.LambdaPhage).Take(25)) + "\n");
    }

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void LambdaPhageGivesNinetyEightChunks()
    {
        Assert.Equal("", _lambda.Run.Output);
        var chunks = Headers("lambda_phage_chunked500.fa");
        var frames = Headers("lambda_phage_nucleotide.fa");
        Assert.Equal(98, chunks.Length);
        Assert.Equal(45, frames.Length);
        Assert.Equal(frames, Headers("lambda_phage_protein.faa"));

        // A chunk without an open frame has no row, as in the reference.
        string[] open = [.. chunks.Where(chunk => frames.Any(frame => frame[..^2] == chunk))];
        var byChunk = Table.Read(_lambda.File("prediction_results_highestscore.csv"));
        var byFrame = Table.Read(_lambda.File("prediction_results.txt"));
        Assert.Equal(36, open.Length);
        Assert.Equal(open, byChunk.Rows.Select(row => row[0]));
        Assert.Equal(frames, byFrame.Rows.Select(row => row[0]));
        var viral = byChunk.Rows.Count(row => row[1] == "True");
        Assert.Matches(@"(?m)^[01] of 1 sequences called viral \([01] with high confidence\)$", _lambda.Run.Errors);
        Assert.Contains($"{viral} of 98 chunks called viral; results in {_lambda.OutputDirectory}/\n", _lambda.Run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryResultOfDemoModelsSaysSo()
    {
        Assert.Contains("warning: These verdicts come from demo models and have no biological meaning.\n", _lambda.Run.Errors, StringComparison.Ordinal);
        Assert.Contains("meaning", Assert.Single(Table.Read(_lambda.File("prediction_results_highestscore.csv")).Comments), StringComparison.Ordinal);
        Assert.Contains("meaning", Assert.Single(Table.Read(_lambda.File("prediction_results.txt")).Comments), StringComparison.Ordinal);
    }

    [Fact]
    public void SummaryIsOnTheTerminalAndInTheLog()
    {
        var log = File.ReadAllText(_lambda.File("virnucpro.log"));
        foreach (var line in (string[])["Sequence Chunking ", "Six-Frame Translation ", "DNABERT-S Feature Extraction ", "ESM-2 Feature Extraction ", "Consensus Scoring ", "Speed-up"])
        {
            Assert.Contains(line, _lambda.Run.Errors, StringComparison.OrdinalIgnoreCase);
            Assert.Contains(line, log, StringComparison.OrdinalIgnoreCase);
        }

        Assert.Contains("virnucpro.pipeline.telemetry", log, StringComparison.Ordinal);
        Assert.Contains("started as: virnucpro predict", log, StringComparison.Ordinal);
    }

    // A second run, and from standard input.
    [Fact]
    public async Task StandardInputGivesTheResultsOfTheFile()
    {
        var run = await ProgramRun.StartWithInput(
            await File.ReadAllTextAsync(Fixture.LambdaPhage), "predict", "-", "--models", _lambda.Models.Path, "-o", _directory["out"]);

        Assert.True(run.ExitCode == 0, run.Errors);
        foreach (var name in (string[])["prediction_results.txt", "prediction_results_highestscore.csv", "contigs.tsv", "viral.fasta"])
        {
            Assert.Equal(await File.ReadAllBytesAsync(_lambda.File(name)), await File.ReadAllBytesAsync(_directory[$"out/{name}"]));
        }
    }

    [Fact]
    public async Task QuietRunSaysNothing()
    {
        var run = await Predict("out", "-q");

        Assert.Equal((0, "", ""), (run.ExitCode, run.Output, run.Errors));
        Assert.True(File.Exists(_directory["out/virnucpro.log"]));
    }

    [Fact]
    public async Task ForceReplacesTheResults()
    {
        await Predict("out");
        var before = File.ReadAllBytes(_directory["out/prediction_results.txt"]);
        File.WriteAllText(_directory["out/prediction_results.txt"], "old");

        var run = await Predict("out", "--force");

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.Equal(before, File.ReadAllBytes(_directory["out/prediction_results.txt"]));
    }

    [Fact]
    public async Task ResultsGoBesideTheUserByDefault()
    {
        var run = await ProgramRun.StartAt(_directory.Path, "predict", _input, "--models", _lambda.Models.Path);

        Assert.True(run.ExitCode == 0, run.Errors);
        Assert.True(File.Exists(_directory["small_virnucpro/prediction_results.txt"]));
        Assert.Contains("results in small_virnucpro/\n", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task SignalStopsTheRunCleanly(string signal, int exitCode)
    {
        // Standard input stays open: without the signal the run would never end. What was started in the background of a
        // script ignores SIGINT, and so would the program, as it should; `env` gives it the signals of a terminal.
        using var process = ProgramRun.Launch(
            "/usr/bin/env",
            _directory.Path,
            ["--default-signal=INT,TERM", ProgramRun.ProgramPath, "predict", "-", "--models", _lambda.Models.Path, "-o", "out", "-v"]);
        await process.StandardInput.WriteAsync(await File.ReadAllTextAsync(Fixture.LambdaPhage));
        await process.StandardInput.FlushAsync();
        Assert.NotNull(await process.StandardError.ReadLineAsync());
        using (var kill = ProgramRun.Launch("/bin/kill", _directory.Path, [$"-{signal}", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        var errors = await process.StandardError.ReadToEndAsync().WaitAsync(ProgramRun.Patience);
        await process.WaitForExitAsync();

        Assert.True(process.ExitCode == exitCode, errors);
        Assert.Contains("warning: Stopped before the end.\n", errors, StringComparison.Ordinal);
        Assert.Empty(LeftOvers.Of(_directory["out"]));
    }

    private Task<ProgramRun> Predict(string output, params string[] more) => ProgramRun.Start(
        ["predict", _input, "--models", _lambda.Models.Path, "-o", _directory[output], .. more]);

    private string[] Headers(string name) =>
        [.. File.ReadLines(_lambda.File(name)).Where(line => line.StartsWith('>')).Select(line => line[1..])];
}
