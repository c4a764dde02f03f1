using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace VirNucPro.Models;

/// <summary>A matrix out of a NumPy file.</summary>
public sealed partial class NpyMatrix
{
    private readonly double[] _values;

    private NpyMatrix(int rowCount, int width, double[] values)
    {
        RowCount = rowCount;
        Width = width;
        _values = values;
    }

    /// <summary>Rows N.</summary>
    public int RowCount { get; }

    /// <summary>Columns D.</summary>
    public int Width { get; }

    /// <summary>Reads a little-endian float32 or float64 array [N, D] in C order.</summary>
    /// <param name="path">The <c>.npy</c> file, of format version 1.0.</param>
    /// <exception cref="ModelException">It is missing, unreadable or no such array.</exception>
    public static NpyMatrix Read(string path)
    {
        try
        {
            return Parse(path, File.ReadAllBytes(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} can't be read: {failure.Message}", failure);
        }
    }

    /// <summary>A row, D values.</summary>
    public ReadOnlySpan<double> Row(int index) => _values.AsSpan(index * Width, Width);

    private static NpyMatrix Parse(string path, ReadOnlySpan<byte> file)
    {
        var lengthStart = NpyFormat.TextStart - sizeof(ushort);
        if (file.Length < NpyFormat.TextStart || !file.StartsWith(NpyFormat.Magic))
        {
            throw new ModelException($"{path} is no NumPy file of format version 1.0.");
        }

        var dataStart = NpyFormat.TextStart + BinaryPrimitives.ReadUInt16LittleEndian(file[lengthStart..]);
        var description = Description().Match(Encoding.Latin1.GetString(file[NpyFormat.TextStart..Math.Min(dataStart, file.Length)]));
        if (!description.Success)
        {
            throw new ModelException($"{path} holds no matrix of float32 or float64 numbers, little-endian, in C order.");
        }

        var isSingle = description.Groups["type"].Value == "f4";
        var rowCount = int.Parse(description.Groups["rows"].ValueSpan, CultureInfo.InvariantCulture);
        var width = int.Parse(description.Groups["columns"].ValueSpan, CultureInfo.InvariantCulture);
        var data = file[dataStart..];
        if (data.Length != (long)rowCount * width * (isSingle ? sizeof(float) : sizeof(double)))
        {
            throw new ModelException($"{path} has {data.Length} bytes of numbers, which are not the {rowCount} × {width} that it announces.");
        }

        var values = isSingle
            ? Array.ConvertAll(MemoryMarshal.Cast<byte, float>(data).ToArray(), value => (double)value)
            : MemoryMarshal.Cast<byte, double>(data).ToArray();
        return new NpyMatrix(rowCount, width, values);
    }

    // Fewer than ten digits fit an int.
    [GeneratedRegex(@"^\{'descr': '<(?<type>f[48])', 'fortran_order': False, 'shape': \((?<rows>[0-9]{1,9}), (?<columns>[0-9]{1,9})\), \} *\n$", RegexOptions.CultureInvariant)]
    private static partial Regex Description();
}
