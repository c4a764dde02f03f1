using System.Runtime.InteropServices;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models;

/// <summary>A safetensors file that holds results, read in parts.</summary>
/// <remarks>Used by one thread at a time.</remarks>
public sealed class TensorFile : IDisposable
{
    private readonly SafetensorsFile _file;

    private TensorFile(SafetensorsFile file) => _file = file;

    /// <summary>Entries of <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => _file.Metadata;

    /// <summary>Opens a file and checks its header against its size.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ModelException">It is missing, unreadable or damaged.</exception>
    public static TensorFile Open(string path) => new(SafetensorsFile.Open(path));

    /// <summary>The columns of a float32 matrix [N, D].</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="rowCount">The N that it must have.</param>
    /// <exception cref="ModelException">There is no such matrix.</exception>
    public int WidthOf(string name, int rowCount) =>
        Find(name, TensorElementType.Float32) is { Shape: [var rows, var columns] } && rows == rowCount && columns is > 0 and <= int.MaxValue
            ? (int)columns
            : throw new ModelException($"{_file.Path}: tensor {name} is no matrix of {rowCount} rows.");

    /// <summary>Rows of a float32 matrix.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="firstRow">The first row wanted.</param>
    /// <param name="rowCount">How many.</param>
    /// <returns>[rowCount, width]; valid until the next call.</returns>
    public ReadOnlySpan<float> ReadRows(string name, int width, int firstRow, int rowCount)
    {
        var rowBytes = width * sizeof(float);
        return MemoryMarshal.Cast<byte, float>(Read(name, TensorElementType.Float32).Slice(firstRow * rowBytes, rowCount * rowBytes));
    }

    /// <summary>The bytes of a uint8 tensor.</summary>
    /// <param name="name">Name of the tensor.</param>
    /// <returns>Valid until the next call.</returns>
    /// <exception cref="ModelException">There is no such tensor.</exception>
    public ReadOnlySpan<byte> ReadBytes(string name) => Read(name, TensorElementType.UInt8);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private ReadOnlySpan<byte> Read(string name, TensorElementType type) => _file.Read(Find(name, type));

    private TensorEntry Find(string name, TensorElementType type) =>
        _file.Tensors.TryGetValue(name, out var tensor) && tensor.ElementType == type
            ? tensor
            : throw new ModelException($"{_file.Path} holds no tensor {name} of type {type}.");
}
