using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Snapshooter;
using Snapshooter.Xunit;
using VirNucPro.Pipeline.Telemetry;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Telemetry;

public sealed class PipelineTelemetryTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly RecordingLoggers _loggers = new();
    private readonly PipelineTelemetry _telemetry;

    public PipelineTelemetryTests() => _telemetry = new PipelineTelemetry(_loggers, _time);

    [Fact]
    public void StagesSumToTheWallTime()
    {
        Run();

        Assert.Equal(100, _telemetry.CriticalPath(_time.GetTimestamp()).Total, precision: 9);
    }

    [Fact]
    public void WaitIsAttributedToWhatPreparedTheShardInProportion()
    {
        var timeline = _telemetry.OpenTimeline();
        Advance(8);
        timeline.EndWait(Preparation(chunking: 1, translation: 3));

        var path = _telemetry.CriticalPath(_time.GetTimestamp());
        Assert.Equal(2, path[PipelineStage.SequenceChunking], precision: 9);
        Assert.Equal(6, path[PipelineStage.SixFrameTranslation], precision: 9);
    }

    [Fact]
    public void SeveralDevicesAreAveragedAndTheRestIsConsensus()
    {
        var first = _telemetry.OpenTimeline();
        var second = _telemetry.OpenTimeline();
        first.StartStage(PipelineStage.DnabertExtraction);
        second.StartStage(PipelineStage.EsmExtraction);
        Advance(4);
        first.EndStage(PipelineStage.DnabertExtraction);
        Advance(6);
        second.EndStage(PipelineStage.EsmExtraction);
        Advance(2);

        var path = _telemetry.CriticalPath(_time.GetTimestamp());
        Assert.Equal(5, path[PipelineStage.DnabertExtraction], precision: 9);
        Assert.Equal(5, path[PipelineStage.EsmExtraction], precision: 9);
        Assert.Equal(2, path[PipelineStage.ConsensusScoring], precision: 9);
        Assert.Equal(12, path.Total, precision: 9);
    }

    [Fact]
    public void TimeBetweenTwoStagesCountsToTheLater()
    {
        _telemetry.StartStage(PipelineStage.SequenceChunking);
        Advance(1);
        _telemetry.EndStage(PipelineStage.SequenceChunking);
        Advance(2);
        _telemetry.StartStage(PipelineStage.DnabertExtraction);
        Advance(3);
        _telemetry.EndStage(PipelineStage.DnabertExtraction);

        Assert.Equal(5, _telemetry.CriticalPath(_time.GetTimestamp())[PipelineStage.DnabertExtraction], precision: 9);
    }

    [Fact]
    public void StageOutOfTurnIsRefused()
    {
        _telemetry.StartStage(PipelineStage.SequenceChunking);

        Assert.Throws<InvalidOperationException>(() => _telemetry.StartStage(PipelineStage.EsmExtraction));
        Assert.Throws<InvalidOperationException>(() => _telemetry.EndStage(PipelineStage.EsmExtraction));
    }

    [Fact]
    public void EveryMessageHasTheTelemetryCategory()
    {
        Run();

        Assert.NotEmpty(_loggers.Entries);
        Assert.All(_loggers.Entries, entry => Assert.Equal("virnucpro.pipeline.telemetry", entry.Category));
    }

    [Fact]
    public void SummaryBlockOfARealRun()
    {
        Run();

        Assert.Single(_loggers.Entries, entry => entry.Level == LogLevel.Information).Message.MatchSnapshot();
    }

    [Fact]
    public void SummaryBlockWithBaselineAndDemoModels()
    {
        Run(metrics => metrics with { BaselineSeconds = 1234, DemoNotice = "Demo models: no meaning." });

        Assert.Single(_loggers.Entries, entry => entry.Level == LogLevel.Information).Message.MatchSnapshot();
    }

    [Theory]
    [InlineData(12)]
    [InlineData(40)]
    public void SummaryBlockOfAResumedRun(int reusedShards)
    {
        Run(metrics => metrics with { ReusedShards = reusedShards, EarlierSeconds = 250.5 });

        Assert.Single(_loggers.Entries, entry => entry.Level == LogLevel.Information).Message
            .MatchSnapshot(new SnapshotNameExtension(reusedShards));
    }

    [Fact]
    public void SummaryBlockOfARunOnFaultyDevices()
    {
        Run(metrics => metrics with
        {
            Dnabert = metrics.Dnabert with { RetriedBatches = 1234, FailedRows = 2 },
            Esm = metrics.Esm with { RetriedBatches = 1 },
        });

        Assert.Single(_loggers.Entries, entry => entry.Level == LogLevel.Information).Message.MatchSnapshot();
    }

    [Fact]
    public void FiguresOfNoDeviceAreZero() =>
        Assert.Equal(new EncoderMetrics(0, 0, 0, 0, 0), EncoderMetrics.Over([]));

    [Fact]
    public void FiguresOfDevicesAreJoined() => Assert.Equal(
        new EncoderMetrics(30, 3, 2, 5, 100) { RetriedBatches = 7, FailedRows = 9 },
        EncoderMetrics.Over(
        [
            new EncoderMetrics(10, 1, 1, 2, 200) { RetriedBatches = 3, FailedRows = 4 },
            new EncoderMetrics(20, 2, 3, 3, 100) { RetriedBatches = 4, FailedRows = 5 },
        ]));

    public void Dispose() => _loggers.Dispose();

    /// <summary>100 seconds: 3 of opening, 1 of waiting, 95 of computing, 1 of writing.</summary>
    private void Run(Func<RunMetrics, RunMetrics>? change = null)
    {
        Spend(_telemetry.StartStage, _telemetry.EndStage, PipelineStage.SequenceChunking, 1);
        Spend(_telemetry.StartStage, _telemetry.EndStage, PipelineStage.DnabertExtraction, 2);
        var timeline = _telemetry.OpenTimeline();
        Advance(1);
        timeline.EndWait(Preparation(chunking: 0.1, translation: 0.3));
        foreach ((var stage, var seconds) in ((PipelineStage, double)[])
            [
                (PipelineStage.DnabertExtraction, 14.25), (PipelineStage.EsmExtraction, 80),
                (PipelineStage.FeatureMerging, 0.25), (PipelineStage.ModelPrediction, 0.5),
            ])
        {
            Spend(timeline.StartStage, end => timeline.EndStage(end), stage, seconds);
        }

        Advance(1);
        var metrics = new RunMetrics
        {
            Sequences = 1200,
            EmptySequences = 2,
            Chunks = 4000,
            ChunksWithoutFrames = 1000,
            ViralChunks = 321,
            Frames = 5000,
            Dnabert = new EncoderMetrics(500_000, 5_000, 10, 0, 32768),
            Esm = new EncoderMetrics(840_000, 0, 80, 3, 16384),
            PeakMemoryBytes = 3L << 30,
            Device = "cuda:0",
            Precision = "fp16",
            LibtorchVersion = "2.10.0",
            Models = new ModelFingerprints("0123456789abcdef", "fedcba9876543210", null),
            Shards = 40,
            ReusedShards = 0,
            EarlierSeconds = 0,
        };
        _telemetry.LogSummary(change?.Invoke(metrics) ?? metrics);
    }

    private void Spend(Action<PipelineStage> start, Action<PipelineStage> end, PipelineStage stage, double seconds)
    {
        start(stage);
        Advance(seconds);
        end(stage);
    }

    private void Advance(double seconds) => _time.Advance(TimeSpan.FromSeconds(seconds));

    private static StageSeconds Preparation(double chunking, double translation)
    {
        var preparation = new StageSeconds();
        preparation[PipelineStage.SequenceChunking] = chunking;
        preparation[PipelineStage.SixFrameTranslation] = translation;
        return preparation;
    }
}
