using Microsoft.Extensions.Logging;

namespace VirNucPro.Pipeline.Telemetry;

/// <summary>Where a run's time goes, told through logging alone.</summary>
/// <remarks>
/// Stages overlap, on threads that read and prepare, on one thread a device, and on the one that writes. What the run
/// waited for is its critical path: first the opening of the models, then the timelines of the inference threads
/// (averaged where there are several), then the rest of the writing. So the stages sum to the wall time.
/// </remarks>
public sealed partial class PipelineTelemetry
{
    /// <summary>The logging category of every message.</summary>
    public const string Category = "virnucpro.pipeline.telemetry";

    private readonly ILogger _log;
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly StageTimeline _opening;
    private readonly List<StageTimeline> _inference = [];

    /// <summary>Starts the clock.</summary>
    /// <param name="loggers">Where messages go.</param>
    /// <param name="time">The clock.</param>
    public PipelineTelemetry(ILoggerFactory loggers, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(loggers);
        ArgumentNullException.ThrowIfNull(time);
        _log = loggers.CreateLogger(Category);
        _time = time;
        _start = time.GetTimestamp();
        _opening = new StageTimeline(time, _start);
    }

    /// <summary>Wall time since the start.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_start);

    /// <summary>Enters a stage before the inference threads start.</summary>
    /// <param name="stage">The stage.</param>
    public void StartStage(PipelineStage stage)
    {
        _opening.StartStage(stage);
        var name = PipelineStages.NameOf(stage);
        StageStarted(name);
    }

    /// <summary>Leaves a stage before the inference threads start.</summary>
    /// <param name="stage">The stage that was started last.</param>
    public void EndStage(PipelineStage stage)
    {
        var seconds = _opening.EndStage(stage);
        var name = PipelineStages.NameOf(stage);
        StageEnded(name, seconds);
    }

    /// <summary>The timeline of one more inference thread; it begins where the opening ended. Call it before they start.</summary>
    public StageTimeline OpenTimeline()
    {
        var timeline = new StageTimeline(_time, _opening.End);
        _inference.Add(timeline);
        return timeline;
    }

    /// <summary>Tells, at debug level, what one shard took on its device.</summary>
    /// <param name="shard">0-based number of the shard.</param>
    /// <param name="stage">The stage.</param>
    /// <param name="seconds">Seconds charged to it.</param>
    internal void ShardStageEnded(int shard, PipelineStage stage, double seconds)
    {
        var name = PipelineStages.NameOf(stage);
        ShardStage(shard, name, seconds);
    }

    /// <summary>Ends the run: logs the summary block.</summary>
    /// <param name="metrics">The figures beside the stages.</param>
    public void LogSummary(RunMetrics metrics)
    {
        ArgumentNullException.ThrowIfNull(metrics);
        var now = _time.GetTimestamp();
        var wallSeconds = _time.GetElapsedTime(_start, now).TotalSeconds;
        var block = SummaryBlock.Format(CriticalPath(now), wallSeconds, metrics);
        Summary(block);
    }

    /// <summary>Ends an embedding run: logs one line.</summary>
    /// <param name="encoder">The encoder's name.</param>
    /// <param name="device">Devices used.</param>
    /// <param name="precision">Its precision.</param>
    /// <param name="metrics">What it did.</param>
    internal void LogEncoder(string encoder, string device, string precision, EncoderMetrics metrics)
    {
        var seconds = Elapsed.TotalSeconds;
        Encoder(encoder, device, precision, metrics.Tokens, metrics.TokensPerSecond, metrics.PaddingShare, metrics.RecomputedRows, seconds);
    }

    internal StageSeconds CriticalPath(long now)
    {
        var path = new StageSeconds();
        StageTimeline[] timelines = [.. _inference.Where(timeline => timeline.SpanSeconds > 0)];
        var inferenceEnd = timelines.Select(timeline => timeline.End).Append(_opening.End).Max();
        var inferenceSeconds = _time.GetElapsedTime(_opening.End, inferenceEnd).TotalSeconds;
        foreach (var stage in PipelineStages.All)
        {
            // A device that ended early idled until the last one had ended: its shares stand for that time too.
            var share = timelines.Length == 0
                ? 0
                : timelines.Average(timeline => timeline.Seconds[stage] / timeline.SpanSeconds);
            path[stage] = _opening.Seconds[stage] + (share * inferenceSeconds);
        }

        path[PipelineStage.ConsensusScoring] += _time.GetElapsedTime(inferenceEnd, now).TotalSeconds;
        return path;
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Stage}: started")]
    private partial void StageStarted(string stage);

    [LoggerMessage(Level = LogLevel.Debug, Message = "{Stage}: {Seconds:F3} s")]
    private partial void StageEnded(string stage, double seconds);

    [LoggerMessage(Level = LogLevel.Debug, Message = "Shard {Shard}, {Stage}: {Seconds:F3} s")]
    private partial void ShardStage(int shard, string stage, double seconds);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "{Encoder} on {Device}, {Precision}: {Tokens} tokens, {TokensPerSecond:F0} tokens/s, padding {PaddingShare:P2}, "
            + "{RecomputedRows} sequences recomputed in FP32, {Seconds:F2} s wall time")]
    private partial void Encoder(
        string encoder, string device, string precision, long tokens, double tokensPerSecond, double paddingShare, long recomputedRows, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Summary}")]
    private partial void Summary(string summary);
}
