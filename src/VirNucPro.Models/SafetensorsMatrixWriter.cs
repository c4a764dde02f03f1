using System.Runtime.InteropServices;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models;

/// <summary>Writes a float32 [N, D] array as the only tensor of a safetensors file, row by row, without knowing N beforehand.</summary>
public sealed class SafetensorsMatrixWriter : IMatrixWriter
{
    // A header that names that many rows leaves room for any number of them.
    private const long MostRows = 1_000_000_000_000;

    private readonly Stream _stream;
    private readonly string _name;
    private readonly int _width;
    private readonly IReadOnlyList<KeyValuePair<string, string>> _metadata;
    private readonly int _headerLength;
    private long _rowCount;

    /// <summary>Starts an array of no rows.</summary>
    /// <param name="stream">A seekable stream at its start; disposed with the writer.</param>
    /// <param name="name">Name of the tensor.</param>
    /// <param name="width">Columns D.</param>
    /// <param name="metadata">Entries of <c>__metadata__</c>.</param>
    /// <exception cref="IOException">Writing failed.</exception>
    public SafetensorsMatrixWriter(
        Stream stream, string name, int width, IReadOnlyList<KeyValuePair<string, string>> metadata)
    {
        _stream = stream;
        _name = name;
        _width = width;
        _metadata = metadata;
        _headerLength = Describe(MostRows).HeaderLength;
        Describe(0).Write(stream);
    }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<float> rows)
    {
        if (rows.Length % _width != 0)
        {
            throw new ArgumentException($"{rows.Length} values are no whole rows of {_width}.", nameof(rows));
        }

        _stream.Write(MemoryMarshal.AsBytes(rows));
        _rowCount += rows.Length / _width;
    }

    /// <inheritdoc/>
    public void Complete()
    {
        var end = _stream.Position;
        _stream.Position = 0;
        Describe(_rowCount).Write(_stream);
        _stream.Position = end;
        _stream.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    // The file without its data.
    private SafetensorsWriter Describe(long rowCount)
    {
        var writer = new SafetensorsWriter(_headerLength);
        foreach (var (key, value) in _metadata)
        {
            writer.AddMetadata(key, value);
        }

        writer.Add(_name, TensorElementType.Float32, [rowCount, _width], _ => { });
        return writer;
    }
}
