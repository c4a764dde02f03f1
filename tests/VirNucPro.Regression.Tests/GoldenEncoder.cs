using VirNucPro.Models;
using VirNucPro.Models.Tests.Support;

namespace VirNucPro.Regression.Tests;

/// <summary>A golden encoder with its sequences and their true embeddings.</summary>
/// <remarks>Made by the reference code; see the golden data's README.</remarks>
internal sealed class GoldenEncoder : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private GoldenEncoder(RuntimeFixture fixture, string fixturePath, string modelDirectory, ModelPrecision precision)
    {
        FixturePath = fixturePath;
        IsEsm2 = fixturePath.StartsWith("esm2/", StringComparison.Ordinal);
        Directory.CreateSymbolicLink(_folder.File(IsEsm2 ? "esm2" : "dnabert-s"), modelDirectory);
        var folder = ModelFolder.Open(_folder.Path);
        Embedder = IsEsm2
            ? fixture.Runtime.LoadEsm2(folder, fixture.Cpu, precision)
            : fixture.Runtime.LoadDnabertS(folder, fixture.Cpu, precision);
        Rows = [.. Fixture.Json(IsEsm2 ? "esm2/tokens.json" : "dnabert/tokens.json").EnumerateArray()
            .Select(record => record.GetProperty(IsEsm2 ? "tokens" : "ids").Integers())];
        Truth = NpyArray.Read(GoldenPath("mean_single_f64.npy"));
        Assert.Equal([Rows.Length, Embedder.Width], Truth.Shape);
    }

    public string FixturePath { get; }

    public bool IsEsm2 { get; }

    public IEmbedder Embedder { get; }

    /// <summary>Token ids of each sequence.</summary>
    public int[][] Rows { get; }

    /// <summary>[sequences, width], computed in float64.</summary>
    public NpyArray Truth { get; }

    public static GoldenEncoder Open(RuntimeFixture fixture, string fixturePath, ModelPrecision precision = ModelPrecision.Fp32) =>
        new(fixture, fixturePath, Fixture.Path(fixturePath), precision);

    /// <summary>Opens a golden encoder whose files lie in another folder or form than the fixture's.</summary>
    public static GoldenEncoder OpenIn(string modelDirectory, RuntimeFixture fixture, string fixturePath) =>
        new(fixture, fixturePath, modelDirectory, ModelPrecision.Fp32);

    public string GoldenPath(string fileName) => Fixture.Path($"{FixturePath}/golden/{fileName}");

    /// <summary>Embeds rows as one batch, padded to the longest.</summary>
    /// <returns>[rows, width].</returns>
    public float[] Embed(params int[][] rows) => Embed(Embedder, rows);

    /// <summary>Embeds every sequence alone, in the order of <see cref="Rows"/>.</summary>
    public float[][] EmbedAll() => [.. Rows.Select(row => Embed(row))];

    /// <inheritdoc cref="Embed(int[][])"/>
    public static float[] Embed(IEmbedder embedder, int[][] rows)
    {
        // Any id may pad; one that changes every result if it is taken for a token shows a mask that is too wide.
        const int Padding = 5;
        var tokenCount = rows.Max(row => row.Length);
        var ids = new int[rows.Length * tokenCount];
        Array.Fill(ids, Padding);
        for (var i = 0; i < rows.Length; i++)
        {
            rows[i].CopyTo(ids, i * tokenCount);
        }

        var pooled = new float[rows.Length * embedder.Width];
        embedder.Embed(new TokenBatch(ids, [.. rows.Select(row => row.Length)], tokenCount), pooled);
        return pooled;
    }

    public void Dispose()
    {
        Embedder.Dispose();
        _folder.Dispose();
    }
}
