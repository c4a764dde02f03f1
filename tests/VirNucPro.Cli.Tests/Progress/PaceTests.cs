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
        pace.Add(new RunProgress("Predicting", 0, 0, 0, 0));
        _time.Advance(TimeSpan.FromSeconds(10));
        pace.Add(new RunProgress("Predicting", 0.25, 5, 100, 400));

        Assert.Equal(TimeSpan.FromSeconds(30), pace.Remaining);
        Assert.Equal(TimeSpan.FromSeconds(70), pace.Elapsed);
        Assert.Equal(10, pace.ChunksPerSecond);
    }

    [Fact]
    public void EstimateCountsDownBetweenShards()
    {
        var pace = new Pace(_time);
        pace.Add(new RunProgress("Predicting", 0, 0, 0, 0));
        _time.Advance(TimeSpan.FromSeconds(10));
        pace.Add(new RunProgress("Predicting", 0.5, 5, 100, 400));
        _time.Advance(TimeSpan.FromSeconds(4));
        pace.Add(new RunProgress("Predicting", 0.5, 5, 100, 400));

        Assert.Equal(TimeSpan.FromSeconds(6), pace.Remaining);
        Assert.Equal(10, pace.ChunksPerSecond);

        _time.Advance(TimeSpan.FromSeconds(60));

        Assert.Null(pace.Remaining);
    }

    [Fact]
    public void EncoderIsJudgedByItsOwnTimeOverAllDevices()
    {
        var pace = new Pace(_time);
        var dnabert = new EncoderProgress("DNABERT-S", 1000, TimeSpan.FromSeconds(2), 0.2);
        var esm = new EncoderProgress("ESM-2", 3000, TimeSpan.FromSeconds(12), 0.1);
        pace.Add(new RunProgress("Predicting", 0.1, 0, 0, 0) { Devices = 2, Encoders = [dnabert, esm], ReusedFraction = 0.5 });

        Assert.Equal((1000, 500), (pace.TokensPerSecond(dnabert), pace.TokensPerSecond(esm)));
        Assert.Equal(TimeSpan.FromSeconds(1.5), pace.RemainingInRun(dnabert));
        Assert.Equal(TimeSpan.FromSeconds(24), pace.RemainingInRun(esm));

        pace.Add(pace.Latest! with { DoneFraction = null });
        Assert.Null(pace.RemainingInRun(esm));
    }

    [Fact]
    public void TimeLeftOfAShardCountsDownForTheEncoderAtWork()
    {
        var pace = new Pace(_time);
        var encoders = new EncoderProgress[]
        {
            new("DNABERT-S", 1000, TimeSpan.FromSeconds(2), 0.2),
            new("ESM-2", 3000, TimeSpan.FromSeconds(12), 0.1),
        };
        var shard = new ShardProgress("cpu", 3, [1000, 2000], [500, 0]);
        pace.Add(new RunProgress("Predicting", 0.1, 0, 0, 0) { Devices = 1, Encoders = encoders, UnderWay = [shard] });
        _time.Advance(TimeSpan.FromMilliseconds(250));
        pace.Add(pace.Latest! with { Frames = 1 });

        Assert.Equal(TimeSpan.FromSeconds(0.75), pace.RemainingInShard(shard, 0));
        Assert.Equal(TimeSpan.FromSeconds(8), pace.RemainingInShard(shard, 1));

        shard = shard with { DoneTokens = [1000, 500] };
        pace.Add(pace.Latest! with { UnderWay = [shard] });
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(TimeSpan.FromSeconds(5), pace.RemainingInShard(shard, 1));

        _time.Advance(TimeSpan.FromSeconds(5));

        Assert.Null(pace.RemainingInShard(shard, 1));
    }

    [Fact]
    public void NumberOfShardsIsJudgedByThoseThatAreDone()
    {
        var pace = new Pace(_time);
        pace.Add(new RunProgress("Predicting", 0.05, 0, 0, 0));
        Assert.Null(pace.AllShards);

        pace.Add(new RunProgress("Predicting", 0.2, 1, 1, 1) { Shards = 2 });
        pace.Add(new RunProgress("Predicting", 0.25, 1, 1, 1) { Shards = 2 });
        Assert.Equal(10, pace.AllShards);

        pace.Add(new RunProgress("Done", 1, 1, 1, 1) { Shards = 9 });
        Assert.Equal(9, pace.AllShards);
    }

    [Fact]
    public void NothingIsGuessedBeforeTheFirstReport()
    {
        var pace = new Pace(_time);

        Assert.Null(pace.Remaining);
        Assert.Equal(0, pace.ChunksPerSecond);
        Assert.Equal("", ProgressText.Encoders(pace));
        Assert.Empty(ProgressText.EncoderTable(pace));
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
