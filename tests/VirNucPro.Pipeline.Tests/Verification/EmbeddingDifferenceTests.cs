using VirNucPro.Pipeline.Verification;

namespace VirNucPro.Pipeline.Tests.Verification;

public sealed class EmbeddingDifferenceTests
{
    [Fact]
    public void EqualVectorsDoNotDiffer() =>
        Assert.Equal(new EmbeddingDifference(0, 0, 0), EmbeddingDifference.Of([0.1F, -0.7F, 1e-3F], [0.1F, -0.7F, 1e-3F]));

    [Fact]
    public void LongerVectorOfOneDirectionDiffersInTheNormAlone()
    {
        var difference = EmbeddingDifference.Of([3, 6], [1, 2]);

        // A rounding of the squares is left, which are of the order of 1.
        Assert.Equal(0, difference.CosineDistance, 1e-15);
        Assert.Equal(2, difference.RelativeNorm, 1e-15);
        Assert.Equal(4, difference.MaxAbsolute);
    }

    /// <summary>At an angle of a, 1 − cosine is a²/2; in float64 nothing below 1e-16 would be left of a cosine taken from 1.</summary>
    [Theory]
    [InlineData(0.5F)]
    [InlineData(1e-3F)]
    [InlineData(1e-10F)]
    public void CosineDistanceIsExactHoweverSmall(float tangent)
    {
        var expected = 2 * Math.Pow(Math.Sin(Math.Atan((double)tangent) / 2), 2);

        var distance = EmbeddingDifference.Of([1, tangent], [1, 0]).CosineDistance;

        Assert.Equal(1, distance / expected, 1e-12);
    }

    [Fact]
    public void OppositeVectorsAreTwoApart() => Assert.Equal(-1, EmbeddingDifference.Of([1, 2], [-1, -2]).Cosine, 1e-15);

    [Theory]
    [InlineData(0F)]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void VectorWithoutADirectionHasNoCosine(float element) =>
        Assert.True(double.IsNaN(EmbeddingDifference.Of([element, 0], [1, 2]).CosineDistance));
}
