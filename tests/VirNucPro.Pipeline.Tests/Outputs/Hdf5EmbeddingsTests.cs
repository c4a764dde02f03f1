using PureHDF;
using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Tests.Support;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Tests.Outputs;

public sealed class Hdf5EmbeddingsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Output => _folder.Path("out.h5");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void RowsWiderThanABlockKeepTheirOrder()
    {
        // Two rows fill a block, so that the last block is half full.
        const int Width = 1 << 19;
        const int Count = 5;

        Write(Count, Width, row => $"s{row}");

        using var file = H5File.OpenRead(Output);
        var rows = file.Dataset("embeddings").Read<float[,]>();
        Assert.Equal((Count, Width), (rows.GetLength(0), rows.GetLength(1)));
        Assert.Equal(
            Enumerable.Range(0, Count).SelectMany(row => (float[])[ValueOf(row, 0), ValueOf(row, Width - 1)]),
            Enumerable.Range(0, Count).SelectMany(row => (float[])[rows[row, 0], rows[row, Width - 1]]));
        Assert.Equal(["s0", "s1", "s2", "s3", "s4"], file.Dataset("ids").Read<string[]>());
    }

    [Fact]
    public void MoreIdsThanTheLibraryKeepsInMemoryAreAllThere()
    {
        const int Count = 45_000;
        var filler = new string('é', 50);

        Write(Count, width: 1, row => $"{row}{filler}");

        using var file = H5File.OpenRead(Output);
        Assert.Equal(Enumerable.Range(0, Count).Select(row => $"{row}{filler}"), file.Dataset("ids").Read<string[]>());
        Assert.Equal(Enumerable.Range(0, Count).Select(row => ValueOf(row, 0)), file.Dataset("embeddings").Read<float[]>());
    }

    [Fact]
    public void RunThatEndsEarlyLeavesNoFile()
    {
        using (var output = EmbeddingTarget.Parse(Output).Create())
        {
            output.Start(2, () => Origin);
            output.Write(Shard(3, 2, row => $"s{row}"), 2);
            Assert.Equal([Output + ".tmp"], Directory.GetFiles(_folder.Root));
        }

        Assert.Empty(Directory.GetFiles(_folder.Root));
    }

    [Fact]
    public void CancellationStopsTheCopying()
    {
        using (var output = EmbeddingTarget.Parse(Output).Create())
        {
            output.Start(2, () => Origin);
            output.Write(Shard(3, 2, row => $"s{row}"), 2);
            Assert.ThrowsAny<OperationCanceledException>(() => output.Publish(new CancellationToken(canceled: true)));
        }

        Assert.Empty(Directory.GetFiles(_folder.Root));
    }

    private static EmbeddingOrigin Origin => new("esm2", [new("ESM-2 weights", "e1")], "fp32", "mean", "1.0", null);

    private static float ValueOf(int row, int column) => (row * 1000f) + (column % 997);

    private static EmbedShard Shard(int count, int width, Func<int, string> idOf)
    {
        var shard = new EmbedShard(0) { Embeddings = new float[count * width] };
        for (var row = 0; row < count; row++)
        {
            shard.Records.Add(new SequenceRecord(idOf(row), "M"u8.ToArray(), row + 1, 0));
            shard.Tokens.Add([row]);
            for (var column = 0; column < width; column++)
            {
                shard.Embeddings[(row * width) + column] = ValueOf(row, column);
            }
        }

        return shard;
    }

    private void Write(int count, int width, Func<int, string> idOf)
    {
        using var output = EmbeddingTarget.Parse(Output).Create();
        output.Start(width, () => Origin);
        output.Write(Shard(count, width, idOf), width);
        output.Publish(CancellationToken.None);
    }
}
