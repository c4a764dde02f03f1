namespace VirNucPro.EndToEnd.Tests;

public sealed class ContigsTests : IClassFixture<LambdaRun>, IDisposable
{
    private const string ScoreHeader = "Modified_ID\tIs_Virus\tmax_score_0\tmax_score_1\n";

    private readonly LambdaRun _lambda;
    private readonly TemporaryDirectory _directory = new();

    public ContigsTests(LambdaRun lambda) => _lambda = lambda;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task ScoresOfARunGiveItsOwnCalls()
    {
        var scores = _lambda.File("prediction_results_highestscore.csv");
        var calls = await File.ReadAllTextAsync(_lambda.File("contigs.tsv"));

        var fromFile = await ProgramRun.Start("contigs", scores);
        var fromInput = await ProgramRun.StartWithInput(await File.ReadAllTextAsync(scores), "contigs", "-", "-o", "-", "-q");
        var toFile = await ProgramRun.Start("contigs", scores, "-o", _directory["new/calls.tsv"]);

        Assert.Equal((0, calls), (fromFile.ExitCode, fromFile.Output));
        Assert.Matches(@"^1 called: \d viral \(\d with high confidence\), \d non-viral, \d ambiguous\n$", fromFile.Errors);
        Assert.Equal((0, calls, ""), (fromInput.ExitCode, fromInput.Output, fromInput.Errors));
        Assert.Equal((0, ""), (toFile.ExitCode, toFile.Output));
        Assert.Equal(calls, await File.ReadAllTextAsync(_directory["new/calls.tsv"]));
    }

    [Fact]
    public async Task OtherRulesGiveOtherCallsAndSequencesOutsideEveryGroupAreCounted()
    {
        var scores = _directory.Write("scores.csv", $"{ScoreHeader}größe|1_chunk_1\tTrue\t0.1\t0.9\na_chunk_1\tFalse\t0.5\t0.25\n");

        var run = await ProgramRun.Start("contigs", scores, "--min-chunks", "1", "--group-by", @"\|(\d)", "--sort", "natural");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            ["a\tAmbiguous\treview\t-0.25\t1\t0\t0\t0\t0.0\t0.0", "größe|1\tViral\thigh_confidence\t0.8\t1\t1\t0\t0\t1.0\t0.0"],
            run.Output.TrimEnd('\n').Split('\n').Skip(1));
        Assert.StartsWith(@"warning: 1 sequence(s) have no match for --group-by '\|(\d)'; each is called by itself.", run.Errors, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(66, "absent.csv", "Can't read absent.csv: there is no such file.")]
    [InlineData(65, "scores.csv", "scores.csv, line 3: max_score_1 is 'x', which is no score.")]
    [InlineData(64, "scores.csv", "--group-by is no regular expression", "--group-by", "(")]
    [InlineData(64, "scores.csv", "--min-chunks takes a number of 1 or more, not 0.", "--min-chunks", "0")]
    [InlineData(64, "scores.csv", "scores.csv exists.", "-o", "scores.csv")]
    public async Task MistakeIsOneLineWithItsCode(int code, string scores, string message, params string[] more)
    {
        _directory.Write("scores.csv", $"{ScoreHeader}a_chunk_1\tTrue\t0\t1\nb_chunk_1\tTrue\t0\tx\n");

        var run = await ProgramRun.StartAt(_directory.Path, ["contigs", scores, .. more]);

        Assert.Equal((code, ""), (run.ExitCode, run.Output));
        Assert.Contains(message, Assert.Single(run.ErrorLines), StringComparison.Ordinal);
        Assert.Single(run.Errors.TrimEnd('\n').Split('\n'));
    }
}
