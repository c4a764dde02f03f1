namespace VirNucPro.Models.Weights;

/// <summary>Named tensors of a weights file, or of several that belong together, whatever their format.</summary>
/// <remarks>Used by one thread at a time.</remarks>
internal interface ITensorSource : IDisposable
{
    /// <summary>The file to name in messages: the weights file, or the index of the shards.</summary>
    string Path { get; }

    /// <summary>The tensors by name.</summary>
    IReadOnlyDictionary<string, TensorEntry> Tensors { get; }

    /// <summary>Free text that the file carries beside its tensors.</summary>
    IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>The elements of a tensor, row-major and contiguous, little-endian.</summary>
    /// <param name="tensor">One of <see cref="Tensors"/>.</param>
    /// <returns>Valid until the next call or until the source is disposed, so that only one tensor is ever mapped.</returns>
    /// <exception cref="ModelException">The data can't be read.</exception>
    ReadOnlySpan<byte> Read(TensorEntry tensor);
}
