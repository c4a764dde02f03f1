using Microsoft.Extensions.Time.Testing;
using VirNucPro.Cli.Progress;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Tests.Progress;

public sealed class PaceTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void LoadingTheModelsDoesNotCount()
    {
        var pace = new Pace(_time);
        _time.Advance(TimeSpan.FromSeconds(60));
        pace.Add(new RunProgress("Predicting", 0, 0, 0, 0, 0, 0));
        _time.Advance(TimeSpan.FromSeconds(10));
        pace.Add(new RunProgress("Predicting", 0.25, 5, 100, 400, 1000, 2000));

        Assert.Equal(TimeSpan.FromSeconds(30), pace.Remaining);
        Assert.Equal(TimeSpan.FromSeconds(70), pace.Elapsed);
        Assert.Equal(10, pace.ChunksPerSecond);
    }

    [Fact]
    public void EstimateCountsDownBetweenShards()
    {
        var pace = new Pace(_time);
        pace.Add(new RunProgress("Predicting", 0, 0, 0, 0, 0, 0));
        _time.Advance(TimeSpan.FromSeconds(10));
        pace.Add(new RunProgress("Predicting", 0.5, 5, 100, 400, 1000, 2000));
        _time.Advance(TimeSpan.FromSeconds(4));
        pace.Add(new RunProgress("Predicting", 0.5, 5, 100, 400, 1500, 2000));

        Assert.Equal(TimeSpan.FromSeconds(6), pace.Remaining);
        Assert.Equal(10, pace.ChunksPerSecond);

        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Null(pace.Remaining);
    }

    [Fact]
    public void EachModelHasItsOwnTime()
    {
        var pace = new Pace(_time);
        pace.Add(new RunProgress("Predicting", 0, 0, 0, 0, 0, 0));
        _time.Advance(TimeSpan.FromSeconds(1));
        pace.Add(new RunProgress("Predicting", 0, 0, 0, 0, 1000, 0));
        _time.Advance(TimeSpan.FromSeconds(4));
        pace.Add(new RunProgress("Predicting", 0, 0, 0, 0, 1000, 2000));

        Assert.Equal(1000, pace.DnabertTokensPerSecond);
        Assert.Equal(500, pace.EsmTokensPerSecond);
    }

    [Fact]
    public void NumberOfShardsIsJudgedByThoseThatAreDone()
    {
        var pace = new Pace(_time);
        pace.Add(new RunProgress("Predicting", 0.05, 0, 0, 0, 1000, 0));
        Assert.Null(pace.AllShards);

        pace.Add(new RunProgress("Predicting", 0.2, 1, 1, 1, 1000, 1000) { Shards = 2 });
        pace.Add(new RunProgress("Predicting", 0.25, 1, 1, 1, 2000, 1000) { Shards = 2 });
        Assert.Equal(10, pace.AllShards);

        pace.Add(new RunProgress("Done", 1, 1, 1, 1, 2000, 1000) { Shards = 9 });
        Assert.Equal(9, pace.AllShards);
    }

    [Fact]
    public void NothingIsGuessedBeforeTheFirstReport()
    {
        var pace = new Pace(_time);

        Assert.Null(pace.Remaining);
        Assert.Equal((0, 0, 0), (pace.ChunksPerSecond, pace.DnabertTokensPerSecond, pace.EsmTokensPerSecond));
    }

    [Theory]
    [InlineData(0, "0 s")]
    [InlineData(59.9, "59 s")]
    [InlineData(185, "3 min 05 s")]
    [InlineData(7800, "2 h 10 min")]
    [InlineData(100800, "1 d 4 h")]
    public void TimeIsToldInTwoUnits(double seconds, string text) =>
        Assert.Equal(text, ProgressText.Duration(TimeSpan.FromSeconds(seconds)));
}
