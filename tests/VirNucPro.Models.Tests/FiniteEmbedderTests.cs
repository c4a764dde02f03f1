namespace VirNucPro.Models.Tests;

public sealed class FiniteEmbedderTests
{
    [Fact]
    public void OnlyRowsThatAreNotFiniteAreComputedAgain()
    {
        var exact = new FakeEmbedder(_ => 7f);
        using var embedder = new FiniteEmbedder(
            new FakeEmbedder(token => token switch { 5 => float.NaN, 6 => float.NegativeInfinity, _ => token }), () => exact);
        var pooled = new float[4 * FakeEmbedder.FakeWidth];

        embedder.Embed(new TokenBatch([1, 9, 5, 0, 3, 9, 6, 4], [2, 1, 2, 2], TokenCount: 2), pooled);

        Assert.Equal([1, 1, 7, 7, 3, 3, 7, 7], pooled);
        Assert.Equal(2, embedder.RecomputedCount);
        Assert.Equal(["5", "6,4"], exact.Batches);
    }

    [Fact]
    public void ExactModelIsNotLoadedWhileAllIsFinite()
    {
        using var embedder = new FiniteEmbedder(new FakeEmbedder(token => token), () => throw new InvalidOperationException("loaded"));
        var pooled = new float[FakeEmbedder.FakeWidth];
        embedder.Embed(new TokenBatch([3], [1], TokenCount: 1), pooled);
        Assert.Equal([3, 3], pooled);
        Assert.Equal(0, embedder.RecomputedCount);
    }

    [Fact]
    public void RowThatIsNotFiniteInFp32IsAnError()
    {
        using var exact = new FiniteEmbedder(new FakeEmbedder(_ => float.NaN), loadExact: null);
        var failure = Assert.Throws<ModelException>(() => exact.Embed(new TokenBatch([3, 4], [2], TokenCount: 2), new float[FakeEmbedder.FakeWidth]));
        Assert.Contains("not finite in FP32", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BothModelsAreDisposed()
    {
        var inner = new FakeEmbedder(_ => float.NaN);
        var exact = new FakeEmbedder(_ => 1);
        var embedder = new FiniteEmbedder(inner, () => exact);
        embedder.Embed(new TokenBatch([3], [1], TokenCount: 1), new float[FakeEmbedder.FakeWidth]);
        embedder.Dispose();
        Assert.True(inner.IsDisposed);
        Assert.True(exact.IsDisposed);
    }

    /// <summary>Gives each row a value that depends on its first token.</summary>
    private sealed class FakeEmbedder(Func<int, float> value) : IEmbedder
    {
        public const int FakeWidth = 2;

        public int Width => FakeWidth;

        public bool StartsAhead => false;

        public List<string> Batches { get; } = [];

        public bool IsDisposed { get; private set; }

        public void Embed(TokenBatch batch, Span<float> pooled, TokenBatch? nextBatch = null)
        {
            Batches.Add(string.Join(',', batch.TokenIds));
            for (var row = 0; row < batch.RowCount; row++)
            {
                pooled.Slice(row * Width, Width).Fill(value(batch.TokenIds[row * batch.TokenCount]));
            }
        }

        public void Dispose() => IsDisposed = true;
    }
}
