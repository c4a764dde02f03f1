namespace VirNucPro.Interop;

/// <summary>The weights and the forward pass of one encoder on one device.</summary>
/// <remarks>Used by one thread at a time. First every tensor is put, then it is sealed, then it embeds.</remarks>
public sealed class NativeEncoder : IDisposable
{
    private readonly EncoderHandle _handle;

    internal NativeEncoder(EncoderHandle handle, int hiddenSize, bool computesByItself)
    {
        _handle = handle;
        HiddenSize = hiddenSize;
        ComputesByItself = computesByItself;
    }

    /// <summary>Width D of an embedding.</summary>
    public int HiddenSize { get; }

    /// <summary>
    /// Whether <see cref="Start"/> only begins: on CUDA, and on the CPU in FP32 and BF16, where threads of the encoder's own compute.
    /// </summary>
    public bool ComputesByItself { get; }

    /// <summary>Copies one tensor to the device, converting its type.</summary>
    /// <param name="name">The Hugging Face name without the prefix <c>esm.</c> or <c>bert.</c>.</param>
    /// <param name="type">Type of the elements in <paramref name="data"/>.</param>
    /// <param name="shape">The dimensions; empty for a scalar.</param>
    /// <param name="data">The elements in row-major order; any alignment.</param>
    /// <exception cref="NativeException">
    /// An unknown name, another shape than the configuration asks for (the message names both), a length that does not
    /// fit the shape, or out of memory.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    public void PutTensor(string name, ElementType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(name);
        NativeMethods.EncoderTensorPut(_handle, name, type, shape, shape.Length, data, data.Length).ThrowIfFailed();
    }

    /// <summary>Ends the loading.</summary>
    /// <exception cref="NativeException">A tensor was not put; the message names it.</exception>
    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    public void Seal() => NativeMethods.EncoderSeal(_handle).ThrowIfFailed();

    /// <summary>Starts to embed one batch; computes it unless the encoder <see cref="ComputesByItself"/>.</summary>
    /// <param name="tokenIds">[batch, <paramref name="tokenCount"/>], each row right-padded; padding may hold any id of the vocabulary.</param>
    /// <param name="lengths">[batch], tokens of each row without the padding.</param>
    /// <param name="tokenCount">Tokens of a row with the padding.</param>
    /// <returns>[batch, <see cref="HiddenSize"/>], under way; its owner disposes it.</returns>
    /// <exception cref="ArgumentException">The spans do not fit each other.</exception>
    /// <exception cref="NativeException">
    /// A token or a length out of range (the message names row and column), an encoder that was not sealed, or out of
    /// memory, after which a smaller batch may succeed. What fails later, <see cref="NativeEmbedding.CopyTo"/> throws.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The encoder was disposed.</exception>
    public NativeEmbedding Start(ReadOnlySpan<int> tokenIds, ReadOnlySpan<int> lengths, int tokenCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(tokenCount);
        if (tokenIds.Length != (long)lengths.Length * tokenCount)
        {
            throw new ArgumentException($"{lengths.Length} rows of {tokenCount} tokens do not make {tokenIds.Length} token ids.", nameof(tokenIds));
        }

        NativeMethods.EmbeddingCreate(_handle, tokenIds, lengths, lengths.Length, tokenCount, out var embedding).ThrowIfFailed();
        return new NativeEmbedding(embedding, (long)lengths.Length * HiddenSize);
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose() => _handle.Dispose();
}
