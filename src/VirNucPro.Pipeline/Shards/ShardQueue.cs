using System.Diagnostics.CodeAnalysis;

namespace VirNucPro.Pipeline.Shards;

/// <summary>
/// Prepared shards on their way to the devices, the foremost of the input first. A shard in a device's hands may come
/// back, so the queue ends only once none is. Safe from any thread.
/// </summary>
internal sealed class ShardQueue<TShard>
    where TShard : Shard
{
    // Short against a batch, which is what there may be to help with.
    private static readonly TimeSpan PauseWithoutHelp = TimeSpan.FromMilliseconds(5);

    private readonly object _gate = new();
    private readonly PriorityQueue<TShard, int> _waiting = new();
    private int _inHand;
    private bool _isComplete;

    /// <summary>Adds a shard.</summary>
    public void Add(TShard shard)
    {
        lock (_gate)
        {
            _waiting.Enqueue(shard, shard.Index);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Says that no more shards will be added; those in hand may still come back.</summary>
    public void CompleteAdding()
    {
        lock (_gate)
        {
            _isComplete = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for a shard and takes it in hand.</summary>
    /// <param name="shard">The shard; <see cref="Settle"/> or <see cref="Return"/> gives it out of hand.</param>
    /// <param name="help">
    /// What to do, again and again, while all shards are in others' hands and no other will come unless one of these comes back; false where there was
    /// nothing to do.
    /// </param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>False where no shard is left and none can come back.</returns>
    public bool TryTake([NotNullWhen(true)] out TShard? shard, Func<bool> help, CancellationToken cancellation)
    {
        // Let go of only outside the lock, which the callback takes.
        using var wake = cancellation.Register(() =>
        {
            lock (_gate)
            {
                Monitor.PulseAll(_gate);
            }
        });
        while (true)
        {
            lock (_gate)
            {
                cancellation.ThrowIfCancellationRequested();
                if (_waiting.TryDequeue(out shard, out _))
                {
                    _inHand++;
                    return true;
                }

                if (_isComplete && _inHand == 0)
                {
                    return false;
                }

                if (!_isComplete)
                {
                    Monitor.Wait(_gate);
                    continue;
                }
            }

            if (!help())
            {
                lock (_gate)
                {
                    if (_waiting.Count == 0 && _inHand > 0)
                    {
                        Monitor.Wait(_gate, PauseWithoutHelp);
                    }
                }
            }
        }
    }

    /// <summary>Gives a finished shard out of hand.</summary>
    public void Settle()
    {
        lock (_gate)
        {
            _inHand--;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Puts a shard in hand back for another taker.</summary>
    public void Return(TShard shard)
    {
        lock (_gate)
        {
            _inHand--;
            _waiting.Enqueue(shard, shard.Index);
            Monitor.PulseAll(_gate);
        }
    }
}
