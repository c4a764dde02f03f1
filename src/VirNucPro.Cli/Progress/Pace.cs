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
    private double? _fractionAtShard;

    // When a device last got on with its shard.
    private Dictionary<string, (ShardProgress Shard, long Timestamp)> _underWay = [];

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

    // Results come a shard at a time. Between two shards the estimate counts down from the last one, instead of up.
    private TimeSpan WorkUntilStep => _workStart is { } start ? _time.GetElapsedTime(start, _stepTimestamp) : TimeSpan.Zero;

    /// <summary>Tokens a second of an encoder if all devices compute it.</summary>
    /// <param name="encoder">One of <see cref="Latest"/>.</param>
    public double TokensPerSecond(EncoderProgress encoder) => RatePerDevice(encoder) * Devices;

    /// <summary>What an encoder still takes over the whole run if all devices share in it; null while there is nothing to judge by.</summary>
    /// <param name="encoder">One of <see cref="Latest"/>.</param>
    public TimeSpan? RemainingInRun(EncoderProgress encoder) => encoder.DoneFraction > 0 && Latest?.DoneFraction is not null
        ? encoder.Busy / Devices * (Math.Max(0, 1 - Latest.ReusedFraction - encoder.DoneFraction) / encoder.DoneFraction)
        : null;

    /// <summary>What an encoder still takes for a shard under way; null while there is nothing to judge by, and where the estimate was too short.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="encoder">Number of the encoder.</param>
    public TimeSpan? RemainingInShard(ShardProgress shard, int encoder)
    {
        var rate = RatePerDevice(Latest!.Encoders[encoder]);
        if (rate == 0)
        {
            return null;
        }

        // Only the encoder at work gets on since the device's last batch.
        var isAtWork = Enumerable.Range(0, encoder).All(before => shard.DoneTokens[before] == shard.Tokens[before]);
        var sinceBatch = isAtWork && _underWay.TryGetValue(shard.Device, out var seen) ? _time.GetElapsedTime(seen.Timestamp) : TimeSpan.Zero;
        var left = TimeSpan.FromSeconds((shard.Tokens[encoder] - shard.DoneTokens[encoder]) / rate) - sinceBatch;
        return left > TimeSpan.Zero ? left : null;
    }

    /// <summary>True once the models are loaded and something is computed.</summary>
    public static bool HasBegun(RunProgress progress) => 
        progress.Sequences > 0 || progress.Encoders.Any(encoder => encoder.Tokens > 0);

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

        _underWay = progress.UnderWay.ToDictionary(shard => shard.Device, shard =>
            _underWay.TryGetValue(shard.Device, out var seen) && seen.Shard == shard ? seen : (shard, now));
        Latest = progress;
        _latestTimestamp = now;
    }

    private int Devices => Math.Max(1, Latest?.Devices ?? 0);

    private static double RatePerDevice(EncoderProgress encoder) => Rate(encoder.Tokens, encoder.Busy.TotalSeconds);

    private static double Rate(long count, double seconds) => seconds > 0 ? count / seconds : 0;
}
