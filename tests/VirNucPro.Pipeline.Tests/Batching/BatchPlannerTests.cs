using VirNucPro.Pipeline.Batching;

namespace VirNucPro.Pipeline.Tests.Batching;

public class BatchPlannerTests
{
    [Fact]
    public void EveryRowIsPlannedOnce()
    {
        var lengths = RandomLengths(1000);

        var batches = Plan(lengths, budget: 4096, fill: 512);

        Assert.Equal(Enumerable.Range(0, 1000), batches.SelectMany(batch => batch).Order());
    }

    [Theory]
    [InlineData(64)]
    [InlineData(1000)]
    [InlineData(16384)]
    public void NoBatchExceedsTheBudgetUnlessOneRowDoes(int budget)
    {
        var lengths = RandomLengths(1000);

        var batches = Plan(lengths, budget, fill: Math.Min(budget, 512));

        Assert.All(batches, batch => Assert.True(batch.Length == 1 || batch.Length * lengths[batch[0]] <= budget));
    }

    [Fact]
    public void RowsOfOneLengthThatFillTheDeviceHaveNoPadding()
    {
        int[] lengths = [.. Enumerable.Repeat(100, 12), .. Enumerable.Repeat(99, 12)];

        var batches = Plan(lengths, budget: 1000, fill: 200);

        Assert.Equal([10, 2, 10, 2], batches.Select(batch => batch.Length));
        Assert.All(batches, batch => Assert.Single(batch.Select(row => lengths[row]).Distinct()));
    }

    [Fact]
    public void SmallRestTakesJustEnoughOfTheNextLengthToFillTheDevice()
    {
        int[] lengths = [100, .. Enumerable.Repeat(99, 12)];

        var batches = Plan(lengths, budget: 1000, fill: 300);

        Assert.Equal([100, 99, 99], batches[0].Select(row => lengths[row]));
        Assert.Equal(10, batches.Skip(1).Sum(batch => batch.Length));
        Assert.All(batches.Skip(1), batch => Assert.Single(batch.Select(row => lengths[row]).Distinct()));
    }

    [Fact]
    public void LengthsFarApartNeverShareABatch()
    {
        var batches = Plan([100, 87, 50], budget: 1000, fill: 500);

        Assert.Equal([[0], [1], [2]], batches);
    }

    [Fact]
    public void LongestRowsComeFirst()
    {
        var lengths = RandomLengths(300);

        var batches = Plan(lengths, budget: 2000, fill: 500);

        int[] order = [.. batches.SelectMany(batch => batch).Select(row => lengths[row])];
        Assert.Equal(order.OrderDescending(), order);
    }

    [Fact]
    public void PaddingOfAShardOfReadsStaysBelowTwoPercent()
    {
        // DNA of 500 bp chunks: token counts around 105, a few dozen values.
        var random = new Random(5);
        int[] lengths = [.. Enumerable.Range(0, 1000).Select(_ => 105 + (int)Math.Round(4 * Gaussian(random)))];

        var batches = Plan(lengths, budget: 32768, fill: 4096);

        var computed = batches.Sum(batch => (long)batch.Length * lengths[batch[0]]);
        Assert.InRange(computed, lengths.Sum(), lengths.Sum() * 1.02);
    }

    private static List<int[]> Plan(int[] lengths, int budget, int fill) =>
        BatchPlanner.Plan(lengths, Enumerable.Range(0, lengths.Length), budget, fill);

    private static int[] RandomLengths(int count)
    {
        var random = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => random.Next(3, 200))];
    }

    private static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
