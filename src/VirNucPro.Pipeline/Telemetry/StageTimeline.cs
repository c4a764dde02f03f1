namespace VirNucPro.Pipeline.Telemetry;

/// <summary>
/// The time of one thread, without a gap: each moment counts to the stage that ends next. Used by one thread at a time.
/// </summary>
public sealed class StageTimeline
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private PipelineStage? _open;

    internal StageTimeline(TimeProvider time, long start)
    {
        _time = time;
        _start = start;
        End = start;
    }

    /// <summary>Timestamp up to which the time is charged.</summary>
    internal long End { get; private set; }

    internal StageSeconds Seconds { get; } = new();

    internal double SpanSeconds => _time.GetElapsedTime(_start, End).TotalSeconds;

    /// <summary>Enters a stage.</summary>
    /// <param name="stage">The stage.</param>
    /// <exception cref="InvalidOperationException">Another stage has not ended.</exception>
    public void StartStage(PipelineStage stage)
    {
        if (_open is { } open)
        {
            throw new InvalidOperationException(
                $"{PipelineStages.NameOf(stage)} starts before {PipelineStages.NameOf(open)} has ended.");
        }

        _open = stage;
    }

    /// <summary>Leaves a stage and charges it with the time since the last charge.</summary>
    /// <param name="stage">The stage that was started last.</param>
    /// <returns>The seconds charged.</returns>
    /// <exception cref="InvalidOperationException">That stage is not open.</exception>
    public double EndStage(PipelineStage stage)
    {
        if (_open != stage)
        {
            throw new InvalidOperationException($"{PipelineStages.NameOf(stage)} ends but was not started.");
        }

        _open = null;
        var seconds = Advance();
        Seconds[stage] += seconds;
        return seconds;
    }

    /// <summary>
    /// Charges the time since the last charge, spent waiting for a prepared shard, to the stages that prepared it,
    /// in proportion to what they took.
    /// </summary>
    /// <param name="preparation">What preparing the shard took on the other threads.</param>
    internal void EndWait(StageSeconds preparation)
    {
        var waited = Advance();
        var prepared = preparation.Total;
        if (prepared <= 0)
        {
            Seconds[PipelineStage.SequenceChunking] += waited;
            return;
        }

        foreach (var stage in PipelineStages.All)
        {
            Seconds[stage] += waited * preparation[stage] / prepared;
        }
    }

    private double Advance()
    {
        var now = _time.GetTimestamp();
        var seconds = _time.GetElapsedTime(End, now).TotalSeconds;
        End = now;
        return seconds;
    }
}
