using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Progress;

/// <summary>How fast a run gets on, from its progress reports.</summary>
internal sealed class Pace
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private long _latestTimestamp;
    private long? _workStart;
    private double _dnabertSeconds;
    private double _esmSeconds;

    public Pace(TimeProvider time)
    {
        _time = time;
        _start = time.GetTimestamp();
        _latestTimestamp = _start;
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

    /// <summary>Chunks a second since the models were loaded.</summary>
    public double ChunksPerSecond =>
        Latest is { } latest && _workStart is { } start ? Rate(latest.Chunks, _time.GetElapsedTime(start).TotalSeconds) : 0;

    /// <summary>Tokens a second of DNABERT-S while it computed.</summary>
    public double DnabertTokensPerSecond => Rate(Latest?.DnabertTokens ?? 0, _dnabertSeconds);

    /// <summary>Tokens a second of ESM-2 while it computed.</summary>
    public double EsmTokensPerSecond => Rate(Latest?.EsmTokens ?? 0, _esmSeconds);

    /// <summary>True once the models are loaded and something is computed.</summary>
    public static bool HasBegun(RunProgress progress) => progress is { DnabertTokens: > 0 } or { EsmTokens: > 0 } or { Sequences: > 0 };

    /// <summary>Takes a report in.</summary>
    public void Add(RunProgress progress)
    {
        long now = _time.GetTimestamp();
        if (HasBegun(progress))
        {
            _workStart ??= _latestTimestamp;
        }

        // The models take turns: the time since the last report goes to the one that got on in it.
        double seconds = _time.GetElapsedTime(_latestTimestamp, now).TotalSeconds;
        _dnabertSeconds += progress.DnabertTokens > (Latest?.DnabertTokens ?? 0) ? seconds : 0;
        _esmSeconds += progress.EsmTokens > (Latest?.EsmTokens ?? 0) ? seconds : 0;
        Latest = progress;
        _latestTimestamp = now;
    }

    private static double Rate(long count, double seconds) => seconds > 0 ? count / seconds : 0;
}
