using VirNucPro.Models;
using VirNucPro.Models.Benchmarking;

namespace VirNucPro.Regression.Tests;

[Collection(SharedRuntime.Name)]
public sealed class RandomEncoderTests(RuntimeFixture fixture)
{
    /// <summary>Numbers that are infinite or all the same would take another time than a model's.</summary>
    [Theory]
    [InlineData("esm2-8m", ModelPrecision.Fp32)]
    [InlineData("esm2-8m", ModelPrecision.Fp16)]
    [InlineData("dnabert-s", ModelPrecision.Bf16)]
    public void EmbeddingsOfRandomWeightsAreOrdinaryNumbers(string name, ModelPrecision precision)
    {
        var shape = EncoderShape.All.Single(shape => shape.Name == name);
        using var encoder = fixture.Runtime.MakeRandomEncoder(shape, layerCount: 2, fixture.Cpu, precision);
        var pooled = new float[2 * encoder.Embedder.Width];

        encoder.Embedder.Embed(shape.MakeBatch(rowCount: 2, tokenCount: 20), pooled);

        Assert.All(pooled, value => Assert.InRange(Math.Abs(value), 0, 10));
        Assert.True(pooled.Distinct().Count() > pooled.Length / 2);
        Assert.True(encoder.LoadingTime > TimeSpan.Zero);
        Assert.True(encoder.WeightBytes > 2 * sizeof(float) * shape.ProductWeightCount);
    }
}
