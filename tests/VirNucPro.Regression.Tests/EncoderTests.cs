using VirNucPro.Models;
using VirNucPro.Models.Tests.Support;
using Xunit.Abstractions;

namespace VirNucPro.Regression.Tests;

/// <summary>The encoders against the reference's networks, run in float64.</summary>
[Collection(SharedRuntime.Name)]
public sealed class EncoderTests(RuntimeFixture fixture, ITestOutputHelper output)
{
    /// <summary>The reference's own float32 error is up to 4e-6; a wrong LayerNorm epsilon shows as 2e-5.</summary>
    private const double Fp32Tolerance = 1e-5;

    private const int LongestOfOneBatch = 350;

    private const double ReducedCosine = 0.9999;

    public static TheoryData<string> Encoders => ["esm2/a", "esm2/a16", "dnabert/a", "dnabert/b"];

    public static TheoryData<string, ModelPrecision> ReducedEncoders
    {
        get
        {
            var data = new TheoryData<string, ModelPrecision>();
            foreach (var model in Encoders)
            {
                data.Add(model, ModelPrecision.Fp16);
                data.Add(model, ModelPrecision.Bf16);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void EverySequenceAloneGivesTheTruth(string model)
    {
        using var golden = GoldenEncoder.Open(fixture, model);
        var comparer = new EmbeddingComparer();
        for (var i = 0; i < golden.Rows.Length; i++)
        {
            comparer.Add(golden.Embed(golden.Rows[i]), golden.Truth.Slice(i));
        }

        AssertExact(comparer, $"{model} single");
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void ManyLengthsInOneMaskedBatchGiveTheTruth(string model)
    {
        using var golden = GoldenEncoder.Open(fixture, model);
        var comparer = new EmbeddingComparer();
        // The longest ones would blow the batch up to gigabytes; the batches of neighbours hold them.
        Compare(comparer, golden, [.. Enumerable.Range(0, golden.Rows.Length).Where(i => golden.Rows[i].Length <= LongestOfOneBatch)]);
        AssertExact(comparer, $"{model} one batch with mask");
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void NeighbouringLengthsInMaskedBatchesGiveTheTruth(string model)
    {
        using var golden = GoldenEncoder.Open(fixture, model);
        var comparer = new EmbeddingComparer();
        CompareNeighbours(comparer, golden);
        AssertExact(comparer, $"{model} batches of 5 with mask");
    }

    [Theory]
    [MemberData(nameof(Encoders))]
    public void BatchesOfEqualLengthGiveTheTruth(string model)
    {
        using var golden = GoldenEncoder.Open(fixture, model);
        var comparer = new EmbeddingComparer();
        for (var i = 0; i < golden.Rows.Length; i++)
        {
            // Between the two rows lies another sequence of the same length: the same one backwards.
            var row = golden.Rows[i];
            int[] backwards = [row[0], .. row[1..^1].Reverse(), row[^1]];
            var pooled = golden.Embed(row, backwards, row).AsSpan();
            comparer.Add(pooled[..golden.Embedder.Width], golden.Truth.Slice(i));
            comparer.Add(pooled[^golden.Embedder.Width..], golden.Truth.Slice(i));
        }

        AssertExact(comparer, $"{model} batches without mask");
    }

    [Theory]
    [InlineData("esm2/a")]
    [InlineData("esm2/a16")]
    public void MaskTokensScaleEsm2AsTheReferenceDoes(string model)
    {
        // manifest.json "mask_case": MKT<mask>AYIAK<mask>RQISFVKSHFSRQ.
        int[] tokens = [0, 20, 15, 11, 32, 5, 19, 12, 5, 15, 32, 10, 16, 12, 8, 18, 7, 15, 8, 21, 18, 8, 10, 16, 2];
        using var golden = GoldenEncoder.Open(fixture, model);
        var states = NpyArray.Read(golden.GoldenPath("full_2_f64.npy"));
        var truth = Mean(states, 1, tokens.Length - 1);

        var alone = new EmbeddingComparer();
        alone.Add(golden.Embed(tokens), truth);
        AssertExact(alone, $"{model} <mask> single");

        var batched = new EmbeddingComparer();
        batched.Add(golden.Embed(tokens, golden.Rows[0]).AsSpan(0, golden.Embedder.Width), truth);
        AssertExact(batched, $"{model} <mask> in a batch");
    }

    [Theory]
    [InlineData("dnabert/a")]
    [InlineData("dnabert/b")]
    public void PaddedBatchOfDnabertGivesTheReferencesMeans(string model)
    {
        using var golden = GoldenEncoder.Open(fixture, model);
        var ids = NpyArray.Read(golden.GoldenPath("padded_batch_input_ids.npy"));
        var mask = NpyArray.Read(golden.GoldenPath("padded_batch_attention_mask.npy"));
        var states = NpyArray.Read(golden.GoldenPath("padded_batch_f32.npy"));
        var width = golden.Embedder.Width;
        int[] lengths = [.. Enumerable.Range(0, mask.Shape[0]).Select(row => (int)Sum(mask.Slice(row)))];
        var pooled = new float[lengths.Length * width];

        golden.Embedder.Embed(new TokenBatch([.. ids.Values.Select(id => (int)id)], lengths, ids.Shape[1]), pooled);

        var comparer = new EmbeddingComparer();
        for (var row = 0; row < lengths.Length; row++)
        {
            var truth = Mean(new NpyArray(states.Shape[1..], states.Slice(row).ToArray()), 0, lengths[row]);
            comparer.Add(pooled.AsSpan(row * width, width), truth);
        }

        AssertExact(comparer, $"{model} padded batch");
    }

    [Theory]
    [MemberData(nameof(ReducedEncoders))]
    public void ReducedPrecisionPointsInTheDirectionOfTheTruth(string model, ModelPrecision precision)
    {
        using var golden = GoldenEncoder.Open(fixture, model, precision);
        var alone = new EmbeddingComparer();
        for (var i = 0; i < golden.Rows.Length; i++)
        {
            alone.Add(golden.Embed(golden.Rows[i]), golden.Truth.Slice(i));
        }

        var batched = new EmbeddingComparer();
        CompareNeighbours(batched, golden);

        output.WriteLine($"{model} {precision} single: {alone}");
        output.WriteLine($"{model} {precision} batches of 5 with mask: {batched}");
        Assert.InRange(alone.MinimumCosine, ReducedCosine, 1);
        Assert.InRange(batched.MinimumCosine, ReducedCosine, 1);
        Assert.Equal(0, Assert.IsType<FiniteEmbedder>(golden.Embedder).RecomputedCount);
    }

    private static void CompareNeighbours(EmbeddingComparer comparer, GoldenEncoder golden)
    {
        foreach (var batch in Enumerable.Range(0, golden.Rows.Length).OrderBy(i => golden.Rows[i].Length).Chunk(5))
        {
            Compare(comparer, golden, batch);
        }
    }

    private static void Compare(EmbeddingComparer comparer, GoldenEncoder golden, int[] indices)
    {
        var pooled = golden.Embed([.. indices.Select(i => golden.Rows[i])]);
        var width = golden.Embedder.Width;
        for (var row = 0; row < indices.Length; row++)
        {
            comparer.Add(pooled.AsSpan(row * width, width), golden.Truth.Slice(indices[row]));
        }
    }

    private void AssertExact(EmbeddingComparer comparer, string name)
    {
        output.WriteLine($"{name}: {comparer}");
        Assert.InRange(comparer.MaximumDifference, 0, Fp32Tolerance);
    }

    private static double[] Mean(NpyArray states, int start, int end)
    {
        var mean = new double[states.Shape[1]];
        for (var row = start; row < end; row++)
        {
            for (var i = 0; i < mean.Length; i++)
            {
                mean[i] += states.Slice(row)[i] / (end - start);
            }
        }

        return mean;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
        {
            sum += value;
        }

        return sum;
    }
}
