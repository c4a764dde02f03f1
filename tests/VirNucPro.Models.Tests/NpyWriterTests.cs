using VirNucPro.Models.Tests.Support;

namespace VirNucPro.Models.Tests;

public sealed class NpyWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void RowsWrittenOneByOneAreOneArray()
    {
        var path = _folder.File("array.npy");
        using (var writer = new NpyWriter(File.Create(path), width: 3))
        {
            writer.Write([1, 2, 3]);
            writer.Write([4, 5, 6, -0.5f, float.MinValue, 9]);
            Assert.Equal(3, writer.RowCount);
            writer.Complete();
        }

        var array = NpyArray.Read(path);
        Assert.Equal([3, 3], array.Shape);
        Assert.Equal([1, 2, 3, 4, 5, 6, -0.5, float.MinValue, 9], array.Values);
        Assert.Equal(128 + (9 * sizeof(float)), new FileInfo(path).Length);
    }

    [Fact]
    public void HeaderIsWhatNumPyWrites()
    {
        var stream = new MemoryStream();
        using var writer = new NpyWriter(stream, width: 2);
        writer.Write(new float[2_000_000]);
        writer.Complete();

        var header = stream.ToArray()[..128];
        Assert.Equal([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0, 118, 0], header[..10]);
        Assert.StartsWith("{'descr': '<f4', 'fortran_order': False, 'shape': (1000000, 2), }", System.Text.Encoding.ASCII.GetString(header[10..]), StringComparison.Ordinal);
        Assert.Equal((byte)'\n', header[^1]);
    }

    [Fact]
    public void PartOfARowIsRefused()
    {
        using var writer = new NpyWriter(new MemoryStream(), width: 3);
        Assert.Throws<ArgumentException>(() => writer.Write([1, 2, 3, 4]));
        Assert.Equal(0, writer.RowCount);
    }
}
