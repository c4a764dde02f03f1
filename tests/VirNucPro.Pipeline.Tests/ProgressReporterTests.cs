using Microsoft.Extensions.Time.Testing;

namespace VirNucPro.Pipeline.Tests;

public class ProgressReporterTests
{
    [Fact]
    public void AtMostFiveReportsASecondAndTheLastAlways()
    {
        var time = new FakeTimeProvider();
        var reports = new ReportList();
        var reporter = new ProgressReporter(reports, time, inputBytes: 100);
        for (int i = 0; i < 100; i++)
        {
            reporter.Update(state => state with { Frames = state.Frames + 1 });
            time.Advance(TimeSpan.FromMilliseconds(10));
        }

        reporter.Finish(state => state with { Activity = "Done" });

        Assert.Equal(6, reports.Count);
        Assert.Equal(("Done", 100L), (reports[^1].Activity, reports[^1].Frames));
    }

    [Fact]
    public void ShareOfAnInputOfUnknownSizeIsUnknown()
    {
        Assert.Null(new ProgressReporter(null, TimeProvider.System, inputBytes: null).FractionAt(5));
        Assert.Equal(0.05, new ProgressReporter(null, TimeProvider.System, inputBytes: 100).FractionAt(5));
    }

    private sealed class ReportList : List<RunProgress>, IProgress<RunProgress>
    {
        public void Report(RunProgress value) => Add(value);
    }
}
