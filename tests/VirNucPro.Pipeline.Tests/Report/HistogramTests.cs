using VirNucPro.Pipeline.Contigs;
using VirNucPro.Pipeline.Report;

namespace VirNucPro.Pipeline.Tests.Report;

public class HistogramTests
{
    [Fact]
    public void ScoresFallIntoFiftyBinsTheLastWithItsUpperEdge()
    {
        var histogram = new ScoreHistogram();
        foreach (var (score, isViral) in ((double, bool)[])[(0, false), (0.0199, false), (0.02, true), (0.98, true), (1, true), (1, false)])
        {
            histogram.Add(score, isViral);
        }

        Assert.Equal((2L, 1L), (histogram.Others[0], histogram.Others[^1]));
        Assert.Equal((1L, 2L), (histogram.Viral[1], histogram.Viral[^1]));
        Assert.Equal(6, histogram.Viral.Concat(histogram.Others).Sum());
    }

    [Fact]
    public void LengthsFallIntoTenBinsADecadeWithoutGaps()
    {
        var histogram = new LengthHistogram();
        histogram.Add(1000, ContigVerdict.Viral);
        histogram.Add(1258, ContigVerdict.Ambiguous);
        histogram.Add(1259, ContigVerdict.Nonviral);
        histogram.Add(5012, null);

        Assert.Equal(
            [(1L, 1L, 0L, 0L), (0, 0, 1, 0), (0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 0), (0, 0, 0, 1)],
            histogram.Bins.Select(bin => (bin.Viral, bin.Ambiguous, bin.Nonviral, bin.Uncalled)));
        Assert.Equal(1000, histogram.Bins[0].FromBp, 1e-9);
        Assert.All(histogram.Bins.Zip(histogram.Bins.Skip(1)), pair => Assert.Equal(pair.First.ToBp, pair.Second.FromBp));
    }

    [Fact]
    public void EachLengthLiesInItsBin()
    {
        for (var length = 1; length < 20_000; length++)
        {
            var histogram = new LengthHistogram();
            histogram.Add(length, null);

            Assert.InRange(length, Assert.Single(histogram.Bins).FromBp, histogram.Bins[0].ToBp);
            Assert.NotEqual(length, histogram.Bins[0].ToBp);
        }
    }
}
