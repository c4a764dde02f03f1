using Microsoft.Extensions.Time.Testing;
using VirNucPro.Pipeline.Shards;

namespace VirNucPro.Pipeline.Tests;

public class ProgressReporterTests
{
    [Fact]
    public void AtMostFiveReportsASecondAndTheLastAlways()
    {
        var time = new FakeTimeProvider();
        var reports = new ReportList();
        var reporter = new ProgressReporter(reports, time, inputBytes: 100);
        for (var i = 0; i < 100; i++)
        {
            reporter.Update(state => state with { Frames = state.Frames + 1 });
            time.Advance(TimeSpan.FromMilliseconds(10));
        }

        reporter.Finish(state => state with { Activity = "Done" });

        Assert.Equal(6, reports.Count);
        Assert.Equal(("Done", 100L), (reports[^1].Activity, reports[^1].Frames));
    }

    [Fact]
    public void PartsOfShardsAddUpToTheWholeInput()
    {
        var reports = new ReportList();
        var reporter = new ProgressReporter(reports, TimeProvider.System, inputBytes: 100);
        var first = new PredictShard(0) { EndOffset = 40 };
        var second = new PredictShard(1) { StartOffset = 40, EndOffset = 100 };

        reporter.Advance(first, 0.5, state => state);
        reporter.Advance(second, 0.25, state => state);
        reporter.Advance(first, 1, state => state);
        reporter.Finish(state => state);
        Assert.Equal(0.55, reports[^1].DoneFraction!.Value, 1e-12);

        reporter.Advance(second, 1, state => state);
        reporter.Finish(state => state);
        Assert.Equal(1, reports[^1].DoneFraction!.Value, 1e-12);
    }

    [Fact]
    public void ShareOfAnInputOfUnknownSizeIsUnknown()
    {
        var reports = new ReportList();
        var reporter = new ProgressReporter(reports, TimeProvider.System, inputBytes: null);

        reporter.Advance(new PredictShard(0) { EndOffset = 40 }, 1, state => state);

        Assert.Null(Assert.Single(reports).DoneFraction);
    }

    private sealed class ReportList : List<RunProgress>, IProgress<RunProgress>
    {
        public void Report(RunProgress value) => Add(value);
    }
}
