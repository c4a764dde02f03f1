using System.Diagnostics.CodeAnalysis;

namespace VirNucPro.Pipeline.Batching;

/// <summary>
/// The planned batches of one shard for one encoder. The device that has the shard takes them from the front; devices that
/// have none may take some off the end, and give back what they can't embed.
/// </summary>
/// <remarks>A batch holds the same rows whoever embeds it, so results do not depend on who helped. Safe from any thread.</remarks>
internal sealed class OpenBatches
{
    private readonly object _gate = new();
    private readonly List<int[]> _doneByOthers = [];
    private LinkedList<int[]> _pending;
    private int _lent;

    // Not lent again: what one device could not embed is for the shard's own device to deal with.
    private readonly Queue<int[]> _givenBack = new();

    /// <summary>Opens the batches of a shard.</summary>
    /// <param name="sequences">Token ids.</param>
    /// <param name="embeddings">[sequences, width]; each batch fills its rows.</param>
    /// <param name="batches">Sequence numbers of each batch, longest first.</param>
    public OpenBatches(IReadOnlyList<int[]> sequences, float[] embeddings, IEnumerable<int[]> batches)
    {
        Sequences = sequences;
        Embeddings = embeddings;
        _pending = new LinkedList<int[]>(batches);
    }

    public IReadOnlyList<int[]> Sequences { get; }

    public float[] Embeddings { get; }

    /// <summary>Takes the next batch; where only lent ones are left, waits for these.</summary>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>Its sequence numbers; null once every batch is embedded.</returns>
    public int[]? Take(CancellationToken cancellation)
    {
        // Let go of only outside the lock, which the callback takes.
        using var wake = cancellation.Register(Pulse);
        lock (_gate)
        {
            while (true)
            {
                cancellation.ThrowIfCancellationRequested();
                if (_givenBack.TryDequeue(out var rows))
                {
                    return rows;
                }

                if (TakeFirst() is { } first)
                {
                    return first;
                }

                if (_lent == 0)
                {
                    return null;
                }

                Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Takes the next batch that nobody has had in hand, to begin with it ahead of its turn.</summary>
    /// <returns>Its sequence numbers; null where there is none.</returns>
    public int[]? TakePending()
    {
        lock (_gate)
        {
            return TakeFirst();
        }
    }

    /// <summary>Plans anew what nobody has in hand.</summary>
    /// <param name="inHand">Batches in the shard's own device's hands, which are to be planned with them.</param>
    /// <param name="plan">Makes batches of sequence numbers.</param>
    public void Replan(IEnumerable<int[]> inHand, Func<IEnumerable<int>, IEnumerable<int[]>> plan)
    {
        lock (_gate)
        {
            _pending = new LinkedList<int[]>(plan(inHand.Concat(_pending).SelectMany(batch => batch)));
        }
    }

    /// <summary>Tells which batches others have embedded since the last call.</summary>
    public int[][] CollectDoneByOthers()
    {
        lock (_gate)
        {
            int[][] done = [.. _doneByOthers];
            _doneByOthers.Clear();
            return done;
        }
    }

    /// <summary>Lends the last batch to another device; <see cref="Settle"/> must follow.</summary>
    /// <param name="rows">Its sequence numbers.</param>
    public bool TryLend([NotNullWhen(true)] out int[]? rows)
    {
        lock (_gate)
        {
            rows = _pending.Last?.Value;
            if (rows is null)
            {
                return false;
            }

            _pending.RemoveLast();
            _lent++;
            return true;
        }
    }

    /// <summary>Takes a lent batch back.</summary>
    /// <param name="rows">The batch.</param>
    /// <param name="isDone">Whether its rows are embedded.</param>
    public void Settle(int[] rows, bool isDone)
    {
        lock (_gate)
        {
            _lent--;
            if (isDone)
            {
                _doneByOthers.Add(rows);
            }
            else
            {
                _givenBack.Enqueue(rows);
            }

            Monitor.PulseAll(_gate);
        }
    }

    private int[]? TakeFirst()
    {
        var first = _pending.First?.Value;
        if (first is not null)
        {
            _pending.RemoveFirst();
        }

        return first;
    }

    private void Pulse()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }
}
