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

    /// <summary>Share of the input that ends at an offset; null where its size is unknown.</summary>
    /// <param name="offset">Bytes of the input.</param>
    public double? FractionAt(long offset) =>
        inputBytes is > 0 and { } total ? Math.Min(1.0, (double)offset / total) : null;

    private void Report()
    {
        _reported = time.GetTimestamp();
        progress?.Report(_state);
    }
}
