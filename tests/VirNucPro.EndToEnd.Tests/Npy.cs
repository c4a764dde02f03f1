using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace VirNucPro.EndToEnd.Tests;

/// <summary>A two-dimensional NumPy array of little-endian float32 or float64 in C order.</summary>
internal sealed partial record Npy(int Rows, int Columns, double[] Values)
{
    public static Npy Read(string path)
    {
        var file = File.ReadAllBytes(path);
        Assert.Equal([0x93, .. "NUMPY"u8], file[..6]);
        int headerLength = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(8));
        var header = Encoding.ASCII.GetString(file, 10, headerLength);
        var match = Header().Match(header);
        Assert.True(match.Success, header);
        var rows = int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture);
        var columns = int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture);
        ReadOnlySpan<byte> data = file.AsSpan(10 + headerLength);
        var values = match.Groups[1].Value == "f4"
            ? Array.ConvertAll(MemoryMarshal.Cast<byte, float>(data).ToArray(), value => (double)value)
            : MemoryMarshal.Cast<byte, double>(data).ToArray();
        Assert.Equal(rows * columns, values.Length);
        return new Npy(rows, columns, values);
    }

    [GeneratedRegex(@"'descr': '<(f[48])', 'fortran_order': False, 'shape': \((\d+), (\d+)\)")]
    private static partial Regex Header();
}
