namespace VirNucPro.Regression.Tests;

/// <summary>Holds embeddings against the truth and keeps the worst of each measure.</summary>
internal sealed class EmbeddingComparer
{
    /// <summary>Rows compared.</summary>
    public int RowCount { get; private set; }

    /// <summary>Smallest cosine of the angle between a row and its truth.</summary>
    public double MinimumCosine { get; private set; } = 1;

    /// <summary>Largest deviation of a row's length from the truth's, relative to it.</summary>
    public double MaximumNormDeviation { get; private set; }

    /// <summary>Largest absolute difference of an element.</summary>
    public double MaximumDifference { get; private set; }

    /// <summary>Compares one row.</summary>
    public void Add(ReadOnlySpan<float> actual, ReadOnlySpan<double> truth)
    {
        Assert.Equal(truth.Length, actual.Length);
        double product = 0, actualSquare = 0, truthSquare = 0;
        for (var i = 0; i < truth.Length; i++)
        {
            product += actual[i] * truth[i];
            actualSquare += (double)actual[i] * actual[i];
            truthSquare += truth[i] * truth[i];
            // Math.Max keeps a NaN, so that one can't pass unseen.
            MaximumDifference = Math.Max(MaximumDifference, Math.Abs(actual[i] - truth[i]));
        }

        MinimumCosine = Math.Min(MinimumCosine, product / Math.Sqrt(actualSquare * truthSquare));
        MaximumNormDeviation = Math.Max(MaximumNormDeviation, Math.Abs(Math.Sqrt(actualSquare / truthSquare) - 1));
        RowCount++;
    }

    /// <summary>Compares one row with another result of ours.</summary>
    public void Add(ReadOnlySpan<float> actual, ReadOnlySpan<float> expected)
    {
        var truth = new double[expected.Length];
        for (var i = 0; i < truth.Length; i++)
        {
            truth[i] = expected[i];
        }

        Add(actual, truth);
    }

    public override string ToString() =>
        $"{RowCount} rows: max |difference| {MaximumDifference:E2}, min cosine 1 - {1 - MinimumCosine:E2}, max norm deviation {MaximumNormDeviation:E2}";
}
