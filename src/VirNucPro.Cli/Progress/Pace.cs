using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Progress;

/// <summary>How fast a run gets on, from its progress reports.</summary>
internal sealed class Pace
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private long _latestTimestamp;
    private long? _workStart;
    private long _stepTimestamp;
    private double _dnabertSeconds;
    private double _esmSeconds;
    private double? _fractionAtShard;

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

    /// <summary>Time to the end if the rest goes as fast as what is done, loading the models apart; null while there is nothing to judge by, and where the estimate was too short.</summary>
    public TimeSpan? Remaining
    {
        get
        {
            // What came from a checkpoint took no time that the rest could be judged by.
            if (Latest?.DoneFraction is not { } done || done <= Latest.ReusedFraction)
            {
                return null;
            }

            var left = (WorkUntilStep * ((1 - done) / (done - Latest.ReusedFraction))) - _time.GetElapsedTime(_stepTimestamp);
            return left > TimeSpan.Zero ? left : null;
        }
    }

    /// <summary>Shards of the whole run, if the rest are as long as those that are done; null where that can't be told.</summary>
    public int? AllShards => Latest is { Shards: > 0 and var shards } && _fractionAtShard is > 0 and { } fraction
        ? Math.Max(shards, (int)Math.Round(shards / fraction))
        : null;

    /// <summary>Chunks computed a second since the models were loaded.</summary>
    public double ChunksPerSecond => Rate((Latest?.Chunks - Latest?.ReusedChunks) ?? 0, WorkUntilStep.TotalSeconds);

    /// <summary>Tokens a second of DNABERT-S while it computed.</summary>
    public double DnabertTokensPerSecond => Rate(Latest?.DnabertTokens ?? 0, _dnabertSeconds);

    /// <summary>Tokens a second of ESM-2 while it computed.</summary>
    public double EsmTokensPerSecond => Rate(Latest?.EsmTokens ?? 0, _esmSeconds);

    // Results come a shard at a time. Between two shards the estimate counts down from the last one, instead of up.
    private TimeSpan WorkUntilStep => _workStart is { } start ? _time.GetElapsedTime(start, _stepTimestamp) : TimeSpan.Zero;

    /// <summary>True once the models are loaded and something is computed.</summary>
    public static bool HasBegun(RunProgress progress) => progress is { DnabertTokens: > 0 } or { EsmTokens: > 0 } or { Sequences: > 0 };

    /// <summary>Takes a report in.</summary>
    public void Add(RunProgress progress)
    {
        var now = _time.GetTimestamp();
        if (HasBegun(progress))
        {
            _workStart ??= _latestTimestamp;
        }

        if (progress.Chunks != (Latest?.Chunks ?? 0) || progress.DoneFraction != Latest?.DoneFraction)
        {
            _stepTimestamp = now;
        }

        if (progress.Shards != (Latest?.Shards ?? 0))
        {
            _fractionAtShard = progress.DoneFraction;
        }

        // The models take turns: the time since the last report goes to the one that got on in it.
        var seconds = _time.GetElapsedTime(_latestTimestamp, now).TotalSeconds;
        _dnabertSeconds += progress.DnabertTokens > (Latest?.DnabertTokens ?? 0) ? seconds : 0;
        _esmSeconds += progress.EsmTokens > (Latest?.EsmTokens ?? 0) ? seconds : 0;
        Latest = progress;
        _latestTimestamp = now;
    }

    private static double Rate(long count, double seconds) => seconds > 0 ? count / seconds : 0;
}
