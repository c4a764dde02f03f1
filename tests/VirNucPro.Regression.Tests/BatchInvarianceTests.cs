using System.Text;
using VirNucPro.Models;
using VirNucPro.Models.Demo;
using VirNucPro.Models.Tests.Support;
using Xunit.Abstractions;

namespace VirNucPro.Regression.Tests;

/// <summary>A sequence's embedding does not depend on what else is in its batch.</summary>
[Collection(SharedRuntime.Name)]
public sealed class BatchInvarianceTests(RuntimeFixture fixture, ITestOutputHelper output)
{
    private const int SequenceCount = 200;
    private const int ShortestLength = 20;
    private const int LongestLength = 400;

    /// <summary>The bar of the numeric contract for FP32; measured are 7.2e-7.</summary>
    private const double Tolerance = 1e-5;

    [Theory]
    [InlineData("ACDEFGHIKLMNPQRSTVWY", true)]
    [InlineData("ACGT", false)]
    public void EmbeddingsDoNotDependOnTheBatch(string letters, bool isEsm2)
    {
        using var directory = new TemporaryFolder();
        DemoModels.Write(directory.Path);
        var folder = ModelFolder.Open(directory.Path);
        using var embedder = isEsm2
            ? fixture.Runtime.LoadEsm2(folder, fixture.Cpu, ModelPrecision.Fp32)
            : fixture.Runtime.LoadDnabertS(folder, fixture.Cpu, ModelPrecision.Fp32);
        var tokenizer = isEsm2 ? folder.OpenEsm2Tokenizer() : folder.OpenDnabertTokenizer();
        int[][] rows = [.. RandomSequences(letters).Select(sequence => tokenizer.Encode(sequence))];
        var alone = EmbedWithin(embedder, rows, budget: 1);

        AssertEqual("one batch", EmbedWithin(embedder, rows, int.MaxValue), alone);
        int[][] backwards = [.. rows.AsEnumerable().Reverse()];
        AssertEqual("one batch, reversed", [.. EmbedWithin(embedder, backwards, int.MaxValue).Reverse()], alone);
        foreach (var budget in (ReadOnlySpan<int>)[64, 256, 1024, 4096, 16384])
        {
            AssertEqual($"budget {budget}", EmbedWithin(embedder, rows, budget), alone);
            AssertEqual($"budget {budget}, reversed", [.. EmbedWithin(embedder, backwards, budget).Reverse()], alone);
        }
    }

    private void AssertEqual(string name, float[][] actual, float[][] expected)
    {
        var comparer = new EmbeddingComparer();
        for (var i = 0; i < expected.Length; i++)
        {
            comparer.Add(actual[i], expected[i]);
        }

        output.WriteLine($"{name}: {comparer}");
        Assert.Equal(SequenceCount, comparer.RowCount);
        Assert.InRange(comparer.MaximumDifference, 0, Tolerance);
    }

    /// <summary>Cuts batches in the given order: as many rows as the budget of tokens, padding included, allows, but one at least.</summary>
    private static float[][] EmbedWithin(IEmbedder embedder, int[][] rows, int budget)
    {
        var embeddings = new List<float[]>();
        var batch = new List<int[]>();
        foreach (var row in rows)
        {
            if (batch.Count > 0 && (long)(batch.Count + 1) * Math.Max(row.Length, batch.Max(other => other.Length)) > budget)
            {
                Flush();
            }

            batch.Add(row);
        }

        Flush();
        return [.. embeddings];

        void Flush()
        {
            embeddings.AddRange(GoldenEncoder.Embed(embedder, [.. batch]).Chunk(embedder.Width));
            batch.Clear();
        }
    }

    private static IEnumerable<byte[]> RandomSequences(string letters)
    {
        var random = new SplitMix64(seed: 200);
        for (var i = 0; i < SequenceCount; i++)
        {
            var sequence = new StringBuilder();
            var length = ShortestLength + (int)(random.NextUniform() * (LongestLength - ShortestLength));
            while (sequence.Length < length)
            {
                sequence.Append(letters[(int)(random.NextUniform() * letters.Length)]);
            }

            yield return Encoding.ASCII.GetBytes(sequence.ToString());
        }
    }
}
