using Microsoft.Extensions.Time.Testing;
using VirNucPro.Pipeline.Shards;

namespace VirNucPro.Pipeline.Tests;

public class ProgressReporterTests
{
    private static readonly EncoderShare[] Encoders = [new("DNABERT-S", 0.25), new("ESM-2", 0.75)];

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
        var second = new PredictShard(1) { StartOffset = 40, EndOffset = 90 };
        var reused = new PredictShard(2) { StartOffset = 90, EndOffset = 100, IsReused = true };
        using var one = reporter.OpenDevice("cuda:0", Encoders);
        using var other = reporter.OpenDevice("cuda:1", Encoders);

        foreach (var shard in one.Follow([first], _ => [100, 200]))
        {
            one.Embedded(0, 50);
            foreach (var beside in other.Follow([second], _ => [10, 20]))
            {
                other.Embedded(0, 10);
                other.Embedded(1, 5);
                reporter.FinishShard(reused, state => state);
                reporter.Finish(state => state);
            }
        }

        Assert.Equal((0.4 * 0.5) + 0.5, reports[^1].Encoders[0].DoneFraction, 1e-12);
        Assert.Equal(0.5 * 0.25, reports[^1].Encoders[1].DoneFraction, 1e-12);
        Assert.Equal((0.25 * 0.7) + (0.75 * 0.125) + 0.1, reports[^1].DoneFraction!.Value, 1e-12);
        Assert.Equal(0.1, reports[^1].ReusedFraction, 1e-12);

        reporter.FinishShard(second, state => state);
        reporter.FinishShard(first, state => state);
        reporter.Finish(state => state);
        Assert.Equal(1, reports[^1].DoneFraction!.Value, 1e-12);
    }

    /// <summary>Of an input of 100 bytes the second of two parts: more than half of it, since its shard is the larger one.</summary>
    [Fact]
    public void ShardsOfOtherPartsAreNoProgress()
    {
        var reports = new ReportList();
        var reporter = new ProgressReporter(reports, TimeProvider.System, inputBytes: 50);
        using var device = reporter.OpenDevice("cuda:0", Encoders);

        reporter.FinishShard(new PredictShard(0) { EndOffset = 45, IsElsewhere = true }, state => state);
        reporter.Finish(state => state);
        Assert.Equal(0, reports[^1].DoneFraction!.Value);

        foreach (var shard in device.Follow([new PredictShard(1) { StartOffset = 45, EndOffset = 100 }], _ => [10, 20]))
        {
            device.Embedded(0, 10);
            device.Embedded(1, 20);
            reporter.FinishShard(shard, state => state);
        }

        reporter.Finish(state => state);
        Assert.Equal(1, reports[^1].DoneFraction!.Value);
        Assert.All(reports[^1].Encoders, encoder => Assert.Equal(1, encoder.DoneFraction));
    }

    [Fact]
    public void ShardsUnderWayAreToldByDevice()
    {
        var time = new FakeTimeProvider();
        var reports = new ReportList();
        var reporter = new ProgressReporter(reports, time, inputBytes: 100);
        using var one = reporter.OpenDevice("cuda:1", Encoders);
        using (var other = reporter.OpenDevice("cuda:0", Encoders))
        {
            foreach (var shard in one.Follow([new PredictShard(7)], _ => [100, 200]))
            {
                time.Advance(TimeSpan.FromSeconds(3));
                one.Embedded(0, 100);
                time.Advance(TimeSpan.FromSeconds(5));
                one.Embedded(1, 50);
                foreach (var beside in other.Follow([new PredictShard(8)], _ => [30, 60]))
                {
                    reporter.Finish(state => state);
                }
            }

            Assert.Equal(2, reports[^1].Devices);
            Assert.Equal(["cuda:0", "cuda:1"], reports[^1].UnderWay.Select(shard => shard.Device));
            Assert.Equal([9, 8], reports[^1].UnderWay.Select(shard => shard.Number));
            Assert.Equal([100, 50], reports[^1].UnderWay[1].DoneTokens);
            Assert.Equal([3, 5], reports[^1].Encoders.Select(encoder => encoder.Busy.TotalSeconds));
        }

        reporter.Finish(state => state);

        Assert.Equal(1, reports[^1].Devices);
        Assert.Empty(reports[^1].UnderWay);
    }

    [Fact]
    public void ShardThatADeviceGaveBackCountsOnce()
    {
        var reports = new ReportList();
        var reporter = new ProgressReporter(reports, TimeProvider.System, inputBytes: 100);
        var shard = new PredictShard(0) { EndOffset = 100 };
        foreach (var device in (string[])["cuda:0", "cuda:1"])
        {
            using var report = reporter.OpenDevice(device, Encoders);
            foreach (var taken in report.Follow([shard], _ => [100, 200]))
            {
                report.Embedded(0, 50);
            }
        }

        reporter.Finish(state => state);

        Assert.Equal((100, 0.5), (reports[^1].Encoders[0].Tokens, reports[^1].Encoders[0].DoneFraction));
    }

    [Fact]
    public void ShareOfAnInputOfUnknownSizeIsUnknown()
    {
        var reports = new ReportList();
        var reporter = new ProgressReporter(reports, TimeProvider.System, inputBytes: null);

        reporter.FinishShard(new PredictShard(0) { EndOffset = 40 }, state => state);

        Assert.Null(Assert.Single(reports).DoneFraction);
    }

    private sealed class ReportList : List<RunProgress>, IProgress<RunProgress>
    {
        public void Report(RunProgress value) => Add(value);
    }
}
