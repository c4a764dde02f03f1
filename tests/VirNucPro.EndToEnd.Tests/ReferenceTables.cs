namespace VirNucPro.EndToEnd.Tests;

/// <summary>Compares the result files of a run with those of the reference's code.</summary>
internal static class ReferenceTables
{
    /// <summary>Both result files of a run, with equal labels and scores within the numeric contract's bar.</summary>
    /// <param name="golden">The reference's folder for a chunk length.</param>
    /// <param name="output">The run's results.</param>
    public static void AssertSame(string golden, string output)
    {
        var chunks = Path.Combine(output, "prediction_results_highestscore.csv");
        AssertSameTable(Path.Combine(golden, "vanilla", "prediction_results.txt"), Path.Combine(output, "prediction_results.txt"));
        AssertSameTable(Path.Combine(golden, "broad", "prediction_results_highestscore.csv"), chunks);

        // Vanilla writes the same verdicts in another order and without scores.
        Assert.Equal(
            Table.Read(Path.Combine(golden, "vanilla", "prediction_results_highestscore.csv")).Rows.Select(row => (row[0], row[1])).Order(),
            Table.Read(chunks).Rows.Select(row => (row[0], row[1])).Order());
    }

    private static void AssertSameTable(string expectedPath, string actualPath)
    {
        var expected = Table.Read(expectedPath);
        var actual = Table.Read(actualPath);

        Assert.Equal(expected.Header, actual.Header);
        Assert.Equal(expected.Rows.Select(row => (row[0], row[1])), actual.Rows.Select(row => (row[0], row[1])));
        Assert.All(expected.Rows.Zip(actual.Rows), pair =>
        {
            Assert.Equal(Table.Number(pair.First[2]), Table.Number(pair.Second[2]), 5e-6);
            Assert.Equal(Table.Number(pair.First[3]), Table.Number(pair.Second[3]), 5e-6);
        });
    }
}
