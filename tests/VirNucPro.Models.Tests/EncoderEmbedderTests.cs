using VirNucPro.Interop;
using VirNucPro.Models.Benchmarking;

namespace VirNucPro.Models.Tests;

/// <summary>Batches that are started ahead, on the CPU.</summary>
public sealed class EncoderEmbedderTests : IDisposable
{
    private static readonly EncoderShape Shape = EncoderShape.All.Single(shape => shape.Name == "esm2-8m");

    private readonly NativeRuntime _runtime = NativeRuntime.Open(LibtorchLocator.Find(null), threadCount: 1);
    private readonly EncoderEmbedder _embedder;

    public EncoderEmbedderTests()
    {
        var encoder = _runtime.CreateEncoder(Shape.ConfigurationOf(1), new DeviceId(DeviceKind.Cpu, 0), Precision.Fp32);
        var random = new Random(5);
        foreach (var (name, shape) in Shape.TensorsOf(1))
        {
            var values = new byte[sizeof(float) * EncoderShape.ElementCount(shape)];
            for (var i = 0; i < values.Length; i += sizeof(float))
            {
                BitConverter.TryWriteBytes(values.AsSpan(i), (random.NextSingle() - 0.5f) / 10);
            }

            encoder.PutTensor(name, ElementType.F32, shape, values);
        }

        encoder.Seal();
        _embedder = new EncoderEmbedder(encoder, "ESM-2", "cpu");
    }

    [Fact]
    public void BatchesNamedAheadGiveTheSameAsAlone()
    {
        TokenBatch[] batches = [.. Enumerable.Range(0, 5).Select(Batch)];

        for (var i = 0; i < batches.Length; i++)
        {
            var ahead = Embed(batches[i], nextBatch: i + 1 < batches.Length ? batches[i + 1] : null);

            Assert.Equal(Embed(Batch(i)), ahead);
        }
    }

    [Fact]
    public void AnotherBatchMayComeThanWasNamed()
    {
        Embed(Batch(0), nextBatch: Batch(1));

        Assert.Equal(Embed(Batch(2)), Embed(Batch(2), nextBatch: Batch(3)));
    }

    [Fact]
    public void FailureOfTheNextBatchShowsWhenItIsItsTurn()
    {
        var bad = new TokenBatch([0, 999_999, 2], [3], TokenCount: 3);

        Embed(Batch(0), nextBatch: bad);

        Assert.Throws<DeviceFailedException>(() => Embed(bad, nextBatch: Batch(1)));
        Assert.Equal(Embed(Batch(1)), Embed(Batch(1), nextBatch: Batch(2)));
    }

    public void Dispose()
    {
        _embedder.Dispose();
        _runtime.Dispose();
    }

    private static TokenBatch Batch(int number) => new([0, 5 + number, 6, 7, 2, 0, 8, 9 + number, 9, 2], [5, 5], TokenCount: 5);

    private float[] Embed(TokenBatch batch, TokenBatch? nextBatch = null)
    {
        var pooled = new float[batch.RowCount * _embedder.Width];
        _embedder.Embed(batch, pooled, nextBatch);
        return pooled;
    }
}
