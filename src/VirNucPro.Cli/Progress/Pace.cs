using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Progress;

/// <summary>How fast a run gets on, from its progress reports.</summary>
internal sealed class Pace
{
    // Long enough to even out the shards, short enough to show a device that slows down.
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(20);

    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly Queue<(long Timestamp, RunProgress Progress)> _recent = new();
    private long? _workStart;

    public Pace(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
    }

    /// <summary>The last report; null before the first.</summary>
    public RunProgress? Latest { get; private set; }

    /// <summary>Time since the start.</summary>
    public TimeSpan Elapsed => _time.GetElapsedTime(_start);

    /// <summary>Time to the end if the rest goes as fast as what is done, loading the models apart; null while there is nothing to judge by.</summary>
    public TimeSpan? Remaining =>
        Latest?.DoneFraction is > 0 and <= 1 and double done && _workStart is { } start
            ? _time.GetElapsedTime(start) * ((1 - done) / done)
            : null;

    /// <summary>True once the models are loaded and something is computed.</summary>
    public static bool HasBegun(RunProgress progress) => progress is { DnabertTokens: > 0 } or { EsmTokens: > 0 } or { Sequences: > 0 };

    /// <summary>Takes a report in.</summary>
    public void Add(RunProgress progress)
    {
        long now = _time.GetTimestamp();
        if (HasBegun(progress))
        {
            _workStart ??= now;
        }

        Latest = progress;
        _recent.Enqueue((now, progress));
        while (_recent.Count > 2 && _time.GetElapsedTime(_recent.Peek().Timestamp, now) > Window)
        {
            _recent.Dequeue();
        }
    }

    /// <summary>Counts a second over the last reports.</summary>
    /// <param name="count">Which of the counts.</param>
    public double PerSecond(Func<RunProgress, long> count)
    {
        if (Latest is null)
        {
            return 0;
        }

        (long timestamp, RunProgress oldest) = _recent.Peek();
        double seconds = _time.GetElapsedTime(timestamp).TotalSeconds;
        return seconds > 0 ? (count(Latest) - count(oldest)) / seconds : 0;
    }
}
