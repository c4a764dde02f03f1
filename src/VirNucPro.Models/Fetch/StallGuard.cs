namespace VirNucPro.Models.Fetch;

/// <summary>Ends an attempt in which nothing arrives.</summary>
internal sealed class StallGuard : IDisposable
{
    private readonly TimeSpan _limit;
    private readonly CancellationTokenSource _stalled;
    private readonly CancellationTokenSource _either;

    /// <summary>Starts to wait.</summary>
    public StallGuard(FetchPolicy policy, CancellationToken cancellation)
    {
        _limit = policy.StallLimit;
        _stalled = new CancellationTokenSource(_limit, policy.Time);
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _stalled.Token);
    }

    /// <summary>Ends with the user's wish or with the limit.</summary>
    public CancellationToken Token => _either.Token;

    /// <summary>Whether the limit ended it.</summary>
    public bool IsStalled => _stalled.IsCancellationRequested;

    /// <summary>Something arrived: waits anew.</summary>
    public void Restart() => _stalled.CancelAfter(_limit);

    /// <inheritdoc/>
    public void Dispose()
    {
        _either.Dispose();
        _stalled.Dispose();
    }
}
