using VirNucPro.Models.Benchmarking;

namespace VirNucPro.Models.Tests.Benchmarking;

public class EncoderShapeTests
{
    public static TheoryData<string> Names => [.. EncoderShape.All.Select(shape => shape.Name)];

    // ESM-2: 4 D² of attention and 2 · D · 4 D; DNABERT-S: 4 · 768² and (2 + 1) · 768 · 3072.
    [Theory]
    [InlineData("esm2-3b", 36, 78_643_200)]
    [InlineData("esm2-650m", 33, 19_660_800)]
    [InlineData("esm2-8m", 6, 1_228_800)]
    [InlineData("dnabert-s", 12, 9_437_184)]
    public void ProductsHaveTheWeightsOfThePublishedEncoder(string name, int layers, long weightsOfALayer)
    {
        var shape = ShapeOf(name);

        Assert.Equal((layers, weightsOfALayer), (shape.LayerCount, shape.ProductWeightCount));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void EveryMatrixOfALayerIsAProduct(string name)
    {
        var shape = ShapeOf(name);
        var matrices = shape.TensorsOf(1).Where(tensor => tensor.Key.StartsWith("encoder.layer.0.", StringComparison.Ordinal) && tensor.Value.Length == 2).ToArray();

        Assert.Equal(
            matrices.Select(matrix => (Outputs: matrix.Value[0], Inputs: matrix.Value[1])).Order(),
            shape.Products.SelectMany(product => Enumerable.Repeat(((long)product.Outputs, (long)product.Inputs), product.Count)).Order());
        Assert.All(
            shape.Products,
            product => Assert.Equal(
                product.HasBias,
                matrices.Where(matrix => matrix.Value.AsSpan().SequenceEqual([product.Outputs, product.Inputs]))
                    .All(matrix => shape.TensorsOf(1).ContainsKey(matrix.Key.Replace(".weight", ".bias", StringComparison.Ordinal)))));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void MemoryGrowsByTheWeightsOfALayer(string name)
    {
        var shape = ShapeOf(name);

        var layer = shape.NeededBytes(2, ModelPrecision.Fp32, 100) - shape.NeededBytes(1, ModelPrecision.Fp32, 100);

        Assert.InRange(layer, 4 * shape.ProductWeightCount, 4 * shape.ProductWeightCount * 102 / 100);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ABatchHasWordsOfTheVocabularyOnly(string name)
    {
        var batch = ShapeOf(name).MakeBatch(rowCount: 3, tokenCount: 50);

        Assert.Equal((150, 3, 50), (batch.TokenIds.Length, batch.RowCount, batch.TokenCount));
        Assert.All(batch.Lengths, length => Assert.Equal(50, length));
        Assert.All(batch.TokenIds, id => Assert.InRange(id, 5, name == "dnabert-s" ? 4095 : 23));
    }

    private static EncoderShape ShapeOf(string name) => EncoderShape.All.Single(shape => shape.Name == name);
}
