namespace VirNucPro.Interop;

/// <summary>The embeddings of one batch, computed or still under way.</summary>
/// <remarks>Used by one thread at a time. It may outlive its encoder.</remarks>
public sealed class NativeEmbedding : IDisposable
{
    private readonly EmbeddingHandle _handle;
    private readonly long _valueCount;

    internal NativeEmbedding(EmbeddingHandle handle, long valueCount)
    {
        _handle = handle;
        _valueCount = valueCount;
    }

    /// <summary>Waits for the embeddings and copies them.</summary>
    /// <param name="pooled">At least [batch, width] float32; the first rows are filled in order.</param>
    /// <exception cref="ArgumentException"><paramref name="pooled"/> is too small.</exception>
    /// <exception cref="NativeException">What was queued has failed.</exception>
    /// <exception cref="ObjectDisposedException">It was disposed.</exception>
    public void CopyTo(Span<float> pooled)
    {
        if (pooled.Length < _valueCount)
        {
            throw new ArgumentException($"{pooled.Length} elements do not hold a batch of {_valueCount}.", nameof(pooled));
        }

        NativeMethods.EmbeddingCopy(_handle, pooled, pooled.Length).ThrowIfFailed();
    }

    /// <summary>Lets go of the embeddings; nobody waits for them any more.</summary>
    public void Dispose() => _handle.Dispose();
}
