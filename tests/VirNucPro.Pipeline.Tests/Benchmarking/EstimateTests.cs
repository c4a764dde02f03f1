using VirNucPro.Pipeline.Benchmarking;

namespace VirNucPro.Pipeline.Tests.Benchmarking;

public class EstimateTests
{
    // Ends are the numbers with these ranks, counted from 1: tables of the sign test at 0.05, both sides.
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 1)]
    [InlineData(6, 1)]
    [InlineData(8, 1)]
    [InlineData(9, 2)]
    [InlineData(12, 3)]
    [InlineData(25, 8)]
    [InlineData(50, 18)]
    [InlineData(500, 228)]
    public void TheIntervalHasTheRanksOfTheSignTest(int count, int lowerRank)
    {
        var estimate = Estimate.Of([.. Enumerable.Range(1, count).Select(number => (double)number).Reverse()]);

        Assert.Equal(new Estimate((count + 1) / 2.0, lowerRank, count + 1 - lowerRank), estimate);
    }

    [Fact]
    public void ANumberFarOutMovesNothing()
    {
        double[] usual = [.. Enumerable.Range(1, 9)];

        Assert.Equal(Estimate.Of(usual), Estimate.Of([.. usual[..8], 1e9]));
    }

    [Fact]
    public void TheUncertaintyIsHalfOfTheIntervalOverTheMedian() =>
        Assert.Equal(0.25, new Estimate(2, 1.5, 2.5).Uncertainty);
}
