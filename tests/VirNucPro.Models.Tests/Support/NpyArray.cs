using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace VirNucPro.Models.Tests.Support;

/// <summary>A NumPy file of float32, float64 or int64 elements, read as float64.</summary>
internal sealed partial record NpyArray(int[] Shape, double[] Values)
{
    private const int TextStart = 10;

    public static NpyArray Read(string path)
    {
        var bytes = File.ReadAllBytes(path);
        var headerEnd = TextStart + BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(TextStart - sizeof(ushort)));
        var header = Header().Match(Encoding.ASCII.GetString(bytes[TextStart..headerEnd]));
        Assert.True(header.Success, $"{path} has an unexpected header.");
        var data = bytes.AsSpan(headerEnd);
        var values = header.Groups["type"].Value switch
        {
            "<f8" => MemoryMarshal.Cast<byte, double>(data).ToArray(),
            "<f4" => [.. MemoryMarshal.Cast<byte, float>(data).ToArray()],
            "<i8" => [.. MemoryMarshal.Cast<byte, long>(data).ToArray()],
            var type => throw new InvalidDataException($"{path} holds elements of type {type}."),
        };
        int[] shape = [.. header.Groups["shape"].Value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(int.Parse)];
        Assert.Equal(values.Length, shape.Aggregate(1, (product, dimension) => product * dimension));
        return new NpyArray(shape, values);
    }

    /// <summary>Row of a matrix, or matrix of a stack of matrices.</summary>
    public ReadOnlySpan<double> Slice(int index)
    {
        var length = Values.Length / Shape[0];
        return Values.AsSpan(index * length, length);
    }

    [GeneratedRegex(@"^\{'descr': '(?<type>[^']+)', 'fortran_order': False, 'shape': \((?<shape>[^)]*)\), \} *\n$")]
    private static partial Regex Header();
}
