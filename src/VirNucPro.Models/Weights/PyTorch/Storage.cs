namespace VirNucPro.Models.Weights.PyTorch;

/// <summary>The elements that tensors of a PyTorch file share.</summary>
/// <param name="Key">Its name in the file.</param>
/// <param name="ElementType">Type of the elements.</param>
/// <param name="ElementCount">Number of elements.</param>
/// <param name="Location">Device that it was saved from; it is read on the CPU whatever this says.</param>
internal sealed record Storage(string Key, TensorElementType ElementType, long ElementCount, string Location)
{
    /// <summary>Where its bytes lie in the file; set once the file's directory is known.</summary>
    public ByteRange Range { get; set; }

    /// <summary>Bytes that its elements take.</summary>
    public long ByteCount => ElementCount * SafetensorsFormat.SizeOf(ElementType);
}
