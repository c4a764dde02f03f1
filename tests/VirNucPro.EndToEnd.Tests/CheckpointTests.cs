namespace VirNucPro.EndToEnd.Tests;

public sealed class CheckpointTests : IClassFixture<DemoModels>, IDisposable
{
    private readonly DemoModels _demo;
    private readonly TemporaryDirectory _directory = new();

    public CheckpointTests(DemoModels demo) => _demo = demo;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task FinishedRunIsShownAndVerified()
    {
        await Predict();

        var inspected = await ProgramRun.Start("checkpoint", "inspect", _directory["out"]);
        var verified = await ProgramRun.Start("checkpoint", "verify", _directory["out/run.db"]);

        Assert.Equal((0, ""), (inspected.ExitCode, inspected.Errors));
        Assert.StartsWith($"{_directory["out"]}/run.db: finished\n", inspected.Output, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^shards damaged +none$", inspected.Output);
        Assert.Matches(@"(?m)^chunk length +500 bp$", inspected.Output);
        Assert.Matches(@"(?m)^ESM-2 weights +[0-9a-f]{64}$", inspected.Output);
        Assert.EndsWith("Nothing is left to compute.\n", inspected.Output, StringComparison.Ordinal);
        Assert.Equal((0, ""), (verified.ExitCode, verified.Errors));
        Assert.Matches(@"(?m)^results +prediction_results\.txt +ok +\d+ lines, as run\.db holds them$", verified.Output);
        Assert.DoesNotContain("FAILED", verified.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ChangedResultFileIsACheckpointError()
    {
        await Predict();
        await File.AppendAllTextAsync(_directory["out/prediction_results.txt"], "more\n");

        var run = await ProgramRun.Start("checkpoint", "verify", _directory["out"]);

        Assert.Equal(3, run.ExitCode);
        Assert.Matches(@"(?m)^results +prediction_results\.txt +FAILED +has changed from line \d+ on; ", run.Output);
        Assert.Matches(@"^error: 1 of \d checks of [^\n]+ failed\n$", run.Errors);
    }

    [Theory]
    [InlineData("inspect")]
    [InlineData("verify")]
    public async Task FolderWithoutARunIsNamed(string command)
    {
        var run = await ProgramRun.Start("checkpoint", command, _directory["absent"]);

        Assert.Equal((66, ""), (run.ExitCode, run.Output));
        Assert.Matches($"^error: [^\n]*{_directory["absent"]}[^\n]*\n$", run.Errors);
    }

    [Fact]
    public async Task LogOnAFullDiskIsToldOnceAndTheRunGoesOn()
    {
        var run = await Predict("--log-file", "/dev/full");

        Assert.Matches(@"(?m)^warning: The log /dev/full can't be written any more: No space left on device", run.Errors);
        Assert.Single(run.Errors.Split('\n'), line => line.Contains("/dev/full", StringComparison.Ordinal));
        Assert.True(File.Exists(_directory["out/prediction_results.txt"]));
    }

    [Fact]
    public async Task LogOfAResumedRunGoesOn()
    {
        await Predict();
        File.Delete(_directory["out/prediction_results.txt"]);
        await Predict("--resume");

        var log = await File.ReadAllTextAsync(_directory["out/virnucpro.log"]);

        Assert.Equal(2, log.Split('\n').Count(line => line.Contains("started as: virnucpro predict", StringComparison.Ordinal)));
        Assert.True(File.Exists(_directory["out/prediction_results.txt"]));
    }

    [Fact]
    public async Task CommandThatAFailedRunNamesContinuesIt()
    {
        // A file that may not grow is the disk that is full: run.db needs more than 40 KiB. .NET's own mapping of code is a file too.
        const string LimitedFiles = "trap '' XFSZ; export DOTNET_EnableWriteXorExecute=0; ulimit -f 40; exec \"$@\"";
        var output = _directory["it's out"];
        var failed = await ProgramRun.StartFromShell(
            LimitedFiles, "predict", Fixture.LambdaPhage, "--models", _demo.Path, "-fo", output, "--shard-chunks", "4", "--no-progress");

        Assert.True(failed.ExitCode == 74, failed.Errors);
        var advice = failed.Errors.TrimEnd('\n').Split('\n')[^1];
        Assert.StartsWith("To continue: virnucpro predict ", advice, StringComparison.Ordinal);

        // The command is bash's to read; only where the program lies is not in it.
        var continued = await ProgramRun.StartFromShell($"program=$1; virnucpro() {{ \"$program\" \"$@\"; }}; {advice["To continue: ".Length..]}");

        Assert.True(continued.ExitCode == 0, continued.Errors);
        Assert.Equal(0, (await ProgramRun.Start("checkpoint", "verify", output)).ExitCode);
        var sessions = (await ProgramRun.Start("checkpoint", "inspect", output)).Output.Split("\nSessions\n")[1].Split('\n').Skip(1).TakeWhile(line => line.Length > 0);
        Assert.Equal(2, sessions.Count());
    }

    private async Task<ProgramRun> Predict(params string[] more)
    {
        var run = await ProgramRun.Start(
            ["predict", Fixture.Path("e2e/input.fa"), "--models", _demo.Path, "-o", _directory["out"], "-q", "--no-progress", .. more]);
        Assert.True(run.ExitCode == 0, run.Errors);
        return run;
    }
}
