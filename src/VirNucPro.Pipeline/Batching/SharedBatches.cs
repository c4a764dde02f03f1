using System.Diagnostics.CodeAnalysis;

namespace VirNucPro.Pipeline.Batching;

/// <summary>What the devices of a run still have to embed with one encoder, for those that have nothing else to do. Safe from any thread.</summary>
internal sealed class SharedBatches
{
    private readonly Lock _gate = new();
    private readonly List<OpenBatches> _open = [];

    /// <summary>Offers the batches of a shard.</summary>
    public void Offer(OpenBatches batches)
    {
        lock (_gate)
        {
            _open.Add(batches);
        }
    }

    /// <summary>Ends the offer.</summary>
    public void Withdraw(OpenBatches batches)
    {
        lock (_gate)
        {
            _open.Remove(batches);
        }
    }

    /// <summary>Borrows a batch of whichever shard.</summary>
    /// <param name="batches">The shard's batches; the borrowed one must be settled there.</param>
    /// <param name="rows">The batch.</param>
    public bool TryBorrow([NotNullWhen(true)] out OpenBatches? batches, [NotNullWhen(true)] out int[]? rows)
    {
        lock (_gate)
        {
            foreach (var open in _open)
            {
                if (open.TryLend(out rows))
                {
                    batches = open;
                    return true;
                }
            }
        }

        batches = null;
        rows = null;
        return false;
    }
}
