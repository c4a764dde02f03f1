using VirNucPro.Pipeline.Benchmarking;

namespace VirNucPro.Pipeline.Tests.Benchmarking;

public class EncoderDepthTests
{
    // A layer of 2 s and 1 s that comes once.
    [Theory]
    [InlineData(2, 5)]
    [InlineData(4, 9)]
    public void WhatComesOnceIsCountedOnce(int layers, double seconds)
    {
        var depth = EncoderDepth.Of(layers, seconds, secondsOfOne: 3, wholeLayers: 10);

        Assert.Equal(21, depth.Seconds, tolerance: 1e-12);
        Assert.Equal(2.1 / (seconds / layers), depth.PerLayer(seconds, layers), tolerance: 1e-12);
    }

    [Fact]
    public void NoiseNeverMakesTheSharedPartNegative() =>
        Assert.Equal(25, EncoderDepth.Of(2, 5, secondsOfOne: 2, wholeLayers: 10).Seconds);

    // Without the limit it would be 10 s less 4.5 s for each of six layers.
    [Fact]
    public void NoiseNeverMakesAPassTakeLessThanNoTime() =>
        Assert.Equal(1, EncoderDepth.Of(2, 1, secondsOfOne: 10, wholeLayers: 6).Seconds);
}
