using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using VirNucPro.Models.Tests.Support;

namespace VirNucPro.Models.Tests;

public sealed class NpyMatrixTests : IDisposable
{
    private const string Float32 = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";

    private readonly TemporaryFolder _folder = new();

    private string ArrayPath => _folder.File("array.npy");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void MatrixOfTheReferenceIsReadInFull()
    {
        var path = Fixture.Path("esm2/a/golden/mean_single_f64.npy");

        var matrix = NpyMatrix.Read(path);

        var expected = NpyArray.Read(path);
        Assert.Equal([matrix.RowCount, matrix.Width], expected.Shape);
        Assert.All(Enumerable.Range(0, matrix.RowCount), row => Assert.Equal(expected.Slice(row).ToArray(), matrix.Row(row).ToArray()));
    }

    [Fact]
    public void WrittenRowsAreReadBack()
    {
        using (var writer = new NpyWriter(File.Create(ArrayPath), width: 2))
        {
            writer.Write([1, -0.5f, float.MaxValue, float.Epsilon]);
            writer.Complete();
        }

        var matrix = NpyMatrix.Read(ArrayPath);

        Assert.Equal((2, 2), (matrix.RowCount, matrix.Width));
        Assert.Equal([float.MaxValue, float.Epsilon], matrix.Row(1).ToArray());
    }

    [Theory]
    [InlineData(Float32, 5, "20 bytes of numbers, which are not the 2 × 3")]
    [InlineData(Float32, 7, "28 bytes of numbers")]
    [InlineData("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }", 6, "24 bytes of numbers")]
    [InlineData("{'descr': '>f4', 'fortran_order': False, 'shape': (2, 3), }", 6, "holds no matrix")]
    [InlineData("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }", 6, "holds no matrix")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), }", 6, "holds no matrix")]
    [InlineData("{'descr': '|O', 'fortran_order': False, 'shape': (2, 3), }", 6, "holds no matrix")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3000000000), }", 6, "holds no matrix")]
    [InlineData("{'descr': '<f4', 'fortran_order': False, 'shape': (999999999, 999999999), }", 6, "are not the 999999999 × 999999999")]
    public void OtherArraysAreRefusedByName(string description, int valueCount, string fragment)
    {
        Write(description, new float[valueCount]);
        AssertRefused(fragment);
    }

    [Theory]
    [InlineData(0, "is no NumPy file")]
    [InlineData(9, "is no NumPy file")]
    [InlineData(20, "holds no matrix")]
    public void FileCutShortIsRefusedByName(int length, string fragment)
    {
        Write(Float32, new float[6]);
        File.WriteAllBytes(ArrayPath, File.ReadAllBytes(ArrayPath)[..length]);
        AssertRefused(fragment);
    }

    [Fact]
    public void MissingFileIsNamed() => AssertRefused("can't be read");

    private void Write(string description, float[] values)
    {
        byte[] length = [0, 0];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)(description.Length + 1));
        File.WriteAllBytes(ArrayPath, [0x93, .. "NUMPY"u8, 1, 0, .. length, .. Encoding.ASCII.GetBytes(description), (byte)'\n', .. MemoryMarshal.AsBytes<float>(values)]);
    }

    private void AssertRefused(string fragment)
    {
        var failure = Assert.Throws<ModelException>(() => NpyMatrix.Read(ArrayPath));
        Assert.StartsWith(ArrayPath, failure.Message, StringComparison.Ordinal);
        Assert.Contains(fragment, failure.Message, StringComparison.Ordinal);
    }
}
