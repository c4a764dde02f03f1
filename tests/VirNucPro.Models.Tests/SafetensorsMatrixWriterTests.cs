using System.Runtime.InteropServices;
using VirNucPro.Models.Tests.Support;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Tests;

public sealed class SafetensorsMatrixWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void RowsWrittenOneByOneAreOneTensor()
    {
        var path = _folder.File("array.safetensors");
        using (var writer = new SafetensorsMatrixWriter(File.Create(path), "rows", width: 3, [new("note", "\"é\"")]))
        {
            writer.Write([1, 2, 3]);
            writer.Write([4, 5, 6, -0.5f, float.MinValue, 9]);
            writer.Complete();
        }

        using var file = SafetensorsFile.Open(path);
        var tensor = Assert.Single(file.Tensors).Value;
        Assert.Equal(("rows", TensorElementType.Float32), (tensor.Name, tensor.ElementType));
        Assert.Equal([3L, 3L], tensor.Shape.ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6, -0.5f, float.MinValue, 9], MemoryMarshal.Cast<byte, float>(file.Read(tensor)).ToArray());
        Assert.Equal("\"é\"", file.Metadata["note"]);
    }

    [Fact]
    public void FileThatIsNotCompletedHasNoRows()
    {
        var path = _folder.File("array.safetensors");
        using (var writer = new SafetensorsMatrixWriter(File.Create(path), "rows", width: 3, []))
        {
        }

        using var file = SafetensorsFile.Open(path);
        Assert.Equal([0L, 3L], file.Tensors["rows"].Shape.ToArray());
    }

    [Fact]
    public void DataStartAtAMultipleOfEightBytesForAnyNumberOfRows()
    {
        var stream = new MemoryStream();
        using var writer = new SafetensorsMatrixWriter(stream, "rows", width: 1, []);
        var start = stream.Length;
        writer.Write(new float[1_234_567]);
        writer.Complete();

        Assert.Equal(0, start % 8);
        Assert.Equal(start + (1_234_567 * sizeof(float)), stream.Length);
    }

    [Fact]
    public void PartOfARowIsRefused()
    {
        using var writer = new SafetensorsMatrixWriter(new MemoryStream(), "rows", width: 3, []);
        Assert.Throws<ArgumentException>(() => writer.Write([1, 2, 3, 4]));
    }
}
