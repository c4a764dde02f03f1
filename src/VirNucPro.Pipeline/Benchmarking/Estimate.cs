namespace VirNucPro.Pipeline.Benchmarking;

/// <summary>The median of measured numbers, and how well it is known.</summary>
/// <param name="Middle">The median.</param>
/// <param name="Low">Lower end of the interval that holds the true median in 95 of 100 cases, or in as many as so few numbers allow.</param>
/// <param name="High">Its upper end.</param>
/// <remarks>
/// The interval's ends are two of the numbers. How probably fewer than k of n are below the true median is how probably n coins
/// show fewer than k heads, whatever the numbers' distribution.
/// </remarks>
internal sealed record Estimate(double Middle, double Low, double High)
{
    private const double Confidence = 0.95;

    /// <summary>Half of the interval, as a part of the median.</summary>
    public double Uncertainty => (High - Low) / 2 / Middle;

    /// <summary>Estimates the median of numbers.</summary>
    /// <param name="numbers">One number or more.</param>
    public static Estimate Of(IReadOnlyCollection<double> numbers)
    {
        double[] sorted = [.. numbers.Order()];
        var outside = RanksOutside(sorted.Length);
        return new Estimate(Median.Of(sorted), sorted[outside], sorted[^(outside + 1)]);
    }

    // How many numbers can be left out at either end: fewer heads than that, of `count` coins, are unlikely enough.
    private static int RanksOutside(int count)
    {
        var ranks = 0;
        var exactly = Math.Pow(0.5, count) * count;
        var atMost = Math.Pow(0.5, count) + exactly;
        while (2 * atMost <= 1 - Confidence)
        {
            ranks++;
            exactly *= (double)(count - ranks) / (ranks + 1);
            atMost += exactly;
        }

        return ranks;
    }
}
