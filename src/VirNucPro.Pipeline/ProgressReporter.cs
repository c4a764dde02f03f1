using VirNucPro.Pipeline.Shards;

namespace VirNucPro.Pipeline;

/// <summary>Counts what a run has done and tells it a few times a second. Safe from any thread.</summary>
internal sealed class ProgressReporter(IProgress<RunProgress>? progress, TimeProvider time, long? inputBytes)
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(200);

    private readonly Lock _gate = new();
    private RunProgress _state = new("Loading models", inputBytes is null ? null : 0, 0, 0, 0, 0, 0);
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

    /// <summary>As <see cref="Update"/>, when a part of a shard's work is done.</summary>
    /// <param name="shard">The shard.</param>
    /// <param name="part">The part, 0 to 1; no more than what is left of the shard is counted.</param>
    /// <param name="change">Makes the next state of the current one, the done fraction apart.</param>
    public void Advance(Shard shard, double part, Func<RunProgress, RunProgress> change)
    {
        var counted = Math.Min(part, 1 - shard.ReportedPart);
        shard.ReportedPart += counted;
        var step = inputBytes is > 0 and { } total ? counted * (shard.EndOffset - shard.StartOffset) / total : 0;
        Update(state => change(state) with
        {
            DoneFraction = state.DoneFraction + step,
            ReusedFraction = state.ReusedFraction + (shard.IsReused ? step : 0),
        });
    }

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

    private void Report()
    {
        _reported = time.GetTimestamp();
        progress?.Report(_state);
    }
}
