namespace VirNucPro.Models;

/// <summary>One model on one device that turns token sequences into embeddings.</summary>
/// <remarks>Used by one thread at a time.</remarks>
public interface IEmbedder : IDisposable
{
    /// <summary>Width D of an embedding: 768 for DNABERT-S, 2560 for ESM-2 3B.</summary>
    int Width { get; }

    /// <summary>True where the device computes by itself: it then begins with a batch that it is told of before it waits for the one at hand.</summary>
    bool StartsAhead { get; }

    /// <summary>Embeds one batch.</summary>
    /// <param name="batch">The token ids; at least one row.</param>
    /// <param name="pooled">[rows, Width] float32, filled in the batch's order.</param>
    /// <param name="nextBatch">
    /// What the next call will be for, if that is known. Another batch may come all the same; a failure of this one shows when it is
    /// its turn.
    /// </param>
    /// <exception cref="DeviceMemoryException">The batch is too large for the device; the embedder stays usable.</exception>
    /// <exception cref="DeviceFailedException">
    /// Computing failed for another reason. Whether the embedder is still usable, only another call can tell; results of
    /// later calls are right or they throw.
    /// </exception>
    void Embed(TokenBatch batch, Span<float> pooled, TokenBatch? nextBatch = null);
}
