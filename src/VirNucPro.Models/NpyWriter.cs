using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace VirNucPro.Models;

/// <summary>Writes a float32 [N, D] array as a NumPy file, row by row, without knowing N beforehand.</summary>
public sealed class NpyWriter : IMatrixWriter
{
    /// <summary>Bytes of magic, version, length and header: room for any N, and a multiple of 64 as the format asks for.</summary>
    private const int HeaderLength = 128;

    private readonly Stream _stream;
    private readonly int _width;

    /// <summary>Starts an array of no rows.</summary>
    /// <param name="stream">A seekable stream at its start; disposed with the writer.</param>
    /// <param name="width">Columns D.</param>
    /// <exception cref="IOException">Writing failed.</exception>
    public NpyWriter(Stream stream, int width)
    {
        _stream = stream;
        _width = width;
        WriteHeader();
    }

    /// <summary>Rows written so far.</summary>
    public long RowCount { get; private set; }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<float> rows)
    {
        if (rows.Length % _width != 0)
        {
            throw new ArgumentException($"{rows.Length} values are no whole rows of {_width}.", nameof(rows));
        }

        _stream.Write(MemoryMarshal.AsBytes(rows));
        RowCount += rows.Length / _width;
    }

    /// <inheritdoc/>
    public void Complete()
    {
        var end = _stream.Position;
        _stream.Position = 0;
        WriteHeader();
        _stream.Position = end;
        _stream.Flush();
    }

    /// <inheritdoc/>
    public void Dispose() => _stream.Dispose();

    private void WriteHeader()
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        header.Fill((byte)' ');
        NpyFormat.Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt16LittleEndian(header[NpyFormat.Magic.Length..], HeaderLength - NpyFormat.TextStart);
        Encoding.ASCII.GetBytes(
            string.Create(CultureInfo.InvariantCulture, $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({RowCount}, {_width}), }}"), header[NpyFormat.TextStart..]);
        header[^1] = (byte)'\n';
        _stream.Write(header);
    }
}
