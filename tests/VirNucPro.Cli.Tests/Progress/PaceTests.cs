using Microsoft.Extensions.Time.Testing;
using VirNucPro.Cli.Progress;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Tests.Progress;

public sealed class PaceTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void LoadingTheModelsDoesNotCountForTheEstimate()
    {
        var pace = new Pace(_time);
        _time.Advance(TimeSpan.FromSeconds(60));
        pace.Add(new RunProgress("Loading models", 0, 0, 0, 0, 0, 0));
        pace.Add(new RunProgress("Predicting", 0, 1, 0, 0, 0, 0));
        _time.Advance(TimeSpan.FromSeconds(10));
        pace.Add(new RunProgress("Predicting", 0.25, 5, 100, 400, 1000, 2000));

        Assert.Equal(TimeSpan.FromSeconds(30), pace.Remaining);
        Assert.Equal(TimeSpan.FromSeconds(70), pace.Elapsed);
    }

    [Fact]
    public void RateIsThatOfTheLastReports()
    {
        var pace = new Pace(_time);
        for (int second = 0; second <= 100; second++)
        {
            // Ten chunks a second at first, then one.
            long chunks = second <= 50 ? 10 * second : 500 + (second - 50);
            pace.Add(new RunProgress("Predicting", null, 1, chunks, 0, 0, 0));
            _time.Advance(TimeSpan.FromSeconds(second < 100 ? 1 : 0));
        }

        Assert.Equal(1.0, pace.PerSecond(progress => progress.Chunks), 3);
    }

    [Fact]
    public void NothingIsGuessedBeforeTheFirstReport()
    {
        var pace = new Pace(_time);

        Assert.Null(pace.Remaining);
        Assert.Equal(0, pace.PerSecond(progress => progress.Chunks));
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
