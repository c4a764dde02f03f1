namespace VirNucPro.Pipeline.Report;

/// <summary>Bins of equal width on a logarithmic axis; bin 0 begins at 1.</summary>
internal static class LogBins
{
    /// <summary>Bins from a power of ten to the next.</summary>
    public const int PerDecade = 10;

    /// <summary>The bin of a value.</summary>
    /// <param name="value">Finite and more than 0.</param>
    public static int Of(double value)
    {
        // The logarithm may fall on the wrong side of an edge by its last bit.
        var bin = (int)Math.Floor(Math.Log10(value) * PerDecade);
        return bin + (value >= Edge(bin + 1) ? 1 : value < Edge(bin) ? -1 : 0);
    }

    /// <summary>The smallest value of a bin.</summary>
    public static double Edge(int bin) => Math.Pow(10, (double)bin / PerDecade);
}
