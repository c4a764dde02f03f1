namespace VirNucPro.Sequences.Tests;

/// <summary>A pipe that gives nothing until it ends.</summary>
internal sealed class StalledStream : MemoryStream
{
    private readonly TaskCompletionSource _stalled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ManualResetEventSlim _ended = new();

    /// <summary>Ends when a read has begun.</summary>
    public Task Stalled => _stalled.Task;

    /// <summary>Lets the read end.</summary>
    public void End() => _ended.Set();

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        _stalled.TrySetResult();
        _ended.Wait();
        return 0;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _ended.Dispose();
        }

        base.Dispose(disposing);
    }
}
