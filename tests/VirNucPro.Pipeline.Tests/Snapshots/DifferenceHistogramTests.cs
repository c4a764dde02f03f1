using VirNucPro.Pipeline.Snapshots;

namespace VirNucPro.Pipeline.Tests.Snapshots;

public sealed class DifferenceHistogramTests
{
    [Fact]
    public void DifferencesFallIntoTenBinsADecade()
    {
        var histogram = new DifferenceHistogram();
        foreach (var difference in (double[])[1e-5, 1.25e-5, 1.26e-5, 9.99e-5, 1e-4, 3])
        {
            histogram.Add(difference);
        }

        Assert.Equal([(-50, 2), (-49, 1), (-41, 1), (-40, 1), (4, 1)], histogram.Bins.Select(bin => (bin.Key, bin.Value)));
        Assert.Equal((0, 0), (histogram.Zeros, histogram.NotFinite));
    }

    [Fact]
    public void WhatHasNoPlaceOnALogarithmicAxisIsCountedBesideIt()
    {
        var histogram = new DifferenceHistogram();
        foreach (var difference in (double[])[0, 0, double.NaN, double.PositiveInfinity, double.Epsilon])
        {
            histogram.Add(difference);
        }

        Assert.Equal((2, 2), (histogram.Zeros, histogram.NotFinite));
        Assert.Equal(1, Assert.Single(histogram.Bins).Value);
    }

    [Fact]
    public void ManyFramesTakeNoMoreRoomThanFew()
    {
        var histogram = new DifferenceHistogram();
        for (var frame = 0; frame < 1_000_000; frame++)
        {
            histogram.Add(1e-7 * (1 + (frame % 9)));
        }

        Assert.InRange(histogram.Bins.Count, 1, 10);
        Assert.Equal(1_000_000, histogram.Bins.Values.Sum());
    }
}
