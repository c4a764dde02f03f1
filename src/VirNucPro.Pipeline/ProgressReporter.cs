using VirNucPro.Pipeline.Shards;

namespace VirNucPro.Pipeline;

/// <summary>Counts what a run has done and tells it a few times a second. Safe from any thread.</summary>
internal sealed class ProgressReporter(IProgress<RunProgress>? progress, TimeProvider time, long? inputBytes)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();

    // What each encoder has been counted for in shards that are not finished: one that a device gives back is begun anew.
    private readonly Dictionary<int, double[]> _countedParts = [];
    private IReadOnlyList<EncoderShare> _encoders = [];
    private RunProgress _state = new("Loading models", inputBytes is null ? null : 0, 0, 0, 0);
    private long? _reported;

    /// <summary>Changes the state; reports it if the last report is long enough ago.</summary>
    /// <param name="change">Makes the next state of the current one.</param>
    public void Update(Func<RunProgress, RunProgress> change)
    {
        lock (_gate)
        {
            _state = change(_state);
            if (_reported is { } last && time.GetElapsedTime(last) < ShortestPause)
            {
                return;
            }

            Report();
        }
    }

    /// <summary>Counts a device that has loaded its models in.</summary>
    /// <param name="device">Its name.</param>
    /// <param name="encoders">What runs on it, in this order; the same on every device of the run.</param>
    /// <returns>Told of the device's shards by the thread that computes them; disposing it counts the device out.</returns>
    public DeviceReporter OpenDevice(string device, params IReadOnlyList<EncoderShare> encoders)
    {
        lock (_gate)
        {
            _encoders = encoders;
            _state = _state with
            {
                Devices = _state.Devices + 1,
                Encoders = _state.Encoders.Count > 0
                    ? _state.Encoders
                    : [.. encoders.Select(encoder => new EncoderProgress(encoder.Name, 0, TimeSpan.Zero, 0))],
            };
        }

        return new DeviceReporter(this, device, time);
    }

    /// <summary>As <see cref="Update"/>, when a shard's results are kept: all that is left of its work is done.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="change">Makes the next state of the current one, the done fraction apart.</param>
    public void FinishShard(Shard shard, Func<RunProgress, RunProgress> change) => Update(state =>
    {
        state = change(state);
        var share = InputShare(shard);
        if (shard.IsElsewhere)
        {
            return state;
        }

        if (shard.IsReused)
        {
            return WithFraction(state with { ReusedFraction = state.ReusedFraction + share });
        }

        _countedParts.Remove(shard.Index, out var counted);
        return WithFraction(state with
        {
            Encoders = [.. state.Encoders.Select((encoder, i) => encoder with
            {
                DoneFraction = Math.Min(1, encoder.DoneFraction + (share * (1 - (counted?[i] ?? 0)))),
            })],
        });
    });

    /// <summary>Changes the state and reports it.</summary>
    /// <param name="change">Makes the next state of the current one.</param>
    public void Finish(Func<RunProgress, RunProgress> change)
    {
        lock (_gate)
        {
            _state = change(_state);
            Report();
        }
    }

    /// <summary>Shows what a device computes now; for <see cref="DeviceReporter"/>.</summary>
    /// <param name="device">The device.</param>
    /// <param name="current">Its shard; null for none.</param>
    public void Show(string device, ShardProgress? current) => Update(state => With(state, device, current));

    /// <summary>Counts tokens that a device has embedded; for <see cref="DeviceReporter"/>.</summary>
    /// <param name="shard">The device's shard.</param>
    /// <param name="current">The same, with these tokens.</param>
    /// <param name="encoder">Number of the encoder.</param>
    /// <param name="tokens">The tokens.</param>
    /// <param name="busy">What they took.</param>
    public void Count(Shard shard, ShardProgress current, int encoder, long tokens, TimeSpan busy) => Update(state =>
    {
        if (!_countedParts.TryGetValue(shard.Index, out var counted))
        {
            _countedParts.Add(shard.Index, counted = new double[_encoders.Count]);
        }

        var part = Math.Max(counted[encoder], (double)current.DoneTokens[encoder] / current.Tokens[encoder]);
        var step = (part - counted[encoder]) * InputShare(shard);
        counted[encoder] = part;
        return WithFraction(With(state, current.Device, current) with
        {
            Encoders = [.. state.Encoders.Select((done, i) => i != encoder ? done : done with
            {
                Tokens = done.Tokens + tokens,
                Busy = done.Busy + busy,
                DoneFraction = Math.Min(1, done.DoneFraction + step),
            })],
        });
    });

    /// <summary>Counts a device out; for <see cref="DeviceReporter"/>.</summary>
    /// <param name="device">The device.</param>
    public void Leave(string device) => Update(state => With(state, device, null) with { Devices = state.Devices - 1 });

    private static RunProgress With(RunProgress state, string device, ShardProgress? current)
    {
        var others = state.UnderWay.Where(shard => shard.Device != device);
        return state with
        {
            UnderWay = [.. (current is null ? others : others.Append(current)).OrderBy(shard => shard.Device, StringComparer.Ordinal)],
        };
    }

    private RunProgress WithFraction(RunProgress state) => state with
    {
        DoneFraction = inputBytes is null
            ? null
            : Math.Min(1, state.ReusedFraction + state.Encoders.Zip(_encoders, (encoder, share) => encoder.DoneFraction * share.Work).Sum()),
    };

    private double InputShare(Shard shard) =>
        inputBytes is > 0 and { } total ? (double)(shard.EndOffset - shard.StartOffset) / total : 0;

    private void Report()
    {
        _reported = time.GetTimestamp();
        progress?.Report(_state);
    }
}
