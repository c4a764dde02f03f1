namespace VirNucPro.Interop;

/// <summary>VirNucPro's frame classifier on one device, always in FP32.</summary>
/// <remarks>Used by one thread at a time. First every tensor is put, then it is sealed, then it scores.</remarks>
public sealed class NativeClassifier : IDisposable
{
    // Column 0 "others", column 1 "virus".
    private const int ClassCount = 2;

    private readonly ClassifierHandle _handle;
    private readonly int _inputWidth;

    internal NativeClassifier(ClassifierHandle handle, int inputWidth)
    {
        _handle = handle;
        _inputWidth = inputWidth;
    }

    /// <summary>Copies one tensor to the device, converting its type.</summary>
    /// <param name="name">As in the reference's state dict: <c>hidden_layer.*</c>, <c>bn1.*</c>, <c>output_layer.*</c>.</param>
    /// <param name="type">Type of the elements in <paramref name="data"/>.</param>
    /// <param name="shape">The dimensions; empty for a scalar.</param>
    /// <param name="data">The elements in row-major order; any alignment.</param>
    /// <exception cref="NativeException">
    /// An unknown name, another shape than the widths ask for (the message names both), a length that does not fit the
    /// shape, or out of memory.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public void PutTensor(string name, ElementType type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> data)
    {
        ArgumentNullException.ThrowIfNull(name);
        NativeMethods.ClassifierTensorPut(_handle, name, type, shape, shape.Length, data, data.Length).ThrowIfFailed();
    }

    /// <summary>Ends the loading.</summary>
    /// <exception cref="NativeException">A tensor was not put; the message names it.</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public void Seal() => NativeMethods.ClassifierSeal(_handle).ThrowIfFailed();

    /// <summary>Scores one batch of frames.</summary>
    /// <param name="features">[<paramref name="rowCount"/>, input width] float32: the DNA embedding, then the protein's.</param>
    /// <param name="rowCount">Frames.</param>
    /// <param name="probabilities">At least [<paramref name="rowCount"/>, 2] float32: "others", "virus"; the first rows are filled in order.</param>
    /// <exception cref="ArgumentException">The spans do not fit <paramref name="rowCount"/>.</exception>
    /// <exception cref="NativeException">The classifier was not sealed, or out of memory.</exception>
    /// <exception cref="ObjectDisposedException">The classifier was disposed.</exception>
    public void Score(ReadOnlySpan<float> features, int rowCount, Span<float> probabilities)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rowCount);
        if (features.Length != (long)rowCount * _inputWidth)
        {
            throw new ArgumentException($"{rowCount} rows of {_inputWidth} features do not make {features.Length} features.", nameof(features));
        }

        if (probabilities.Length < (long)rowCount * ClassCount)
        {
            throw new ArgumentException($"{probabilities.Length} elements do not hold {rowCount} rows of {ClassCount} probabilities.", nameof(probabilities));
        }

        NativeMethods.ClassifierScore(_handle, features, rowCount, probabilities, probabilities.Length).ThrowIfFailed();
    }

    /// <summary>Frees the weights.</summary>
    public void Dispose() => _handle.Dispose();
}
