namespace VirNucPro.Pipeline.Benchmarking;

/// <summary>The middle of measured numbers, which a single disturbance does not move.</summary>
internal static class Median
{
    /// <summary>The number in the middle, or the mean of both.</summary>
    /// <param name="numbers">One number or more.</param>
    public static double Of(IEnumerable<double> numbers)
    {
        double[] sorted = [.. numbers.Order()];
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
