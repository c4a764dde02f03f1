using VirNucPro.Pipeline.Benchmarking;

namespace VirNucPro.Pipeline.Tests.Benchmarking;

public class BenchmarkComparisonTests
{
    private static readonly BenchmarkReport Earlier = MadeUpReports.One;

    [Fact]
    public void EqualResultsAreOnceAsFast()
    {
        var comparison = BenchmarkComparison.Of(Earlier, Earlier, "a.json");

        Assert.Equal(12, comparison.Figures.Count);
        Assert.All(comparison.Figures, figure => Assert.Equal((1, figure.Now), (figure.SpeedUp, figure.Before)));
        Assert.Empty(comparison.Warnings);
    }

    [Fact]
    public void AFasterOneIsMoreThanOnceAsFastInRatesAndInTimes()
    {
        var now = Earlier with
        {
            Encoders = [Earlier.Encoders[0] with { TokensPerS = 10_000, OverGemm = 0.625 }],
            StartUp = Earlier.StartUp with { LibtorchS = 1 },
        };

        var comparison = BenchmarkComparison.Of(now, Earlier, "a.json");

        Assert.Equal(2, SpeedUpOf("esm2-8m fp32, 32 × 168"));
        Assert.Equal(2, SpeedUpOf("esm2-8m fp32, 32 × 168: over its products in fp32"));
        Assert.Equal(0.5, SpeedUpOf("libtorch opened"));

        double SpeedUpOf(string name) => comparison.Figures.Single(figure => figure.Name == name).SpeedUp;
    }

    [Fact]
    public void AnotherDeviceOrLibtorchIsSaid()
    {
        var now = Earlier with { Device = "cuda:0: Some Card", Libtorch = "2.11.0" };

        Assert.Equal(
            [
                "The device of a.json was another: cpu: Some Processor, not cuda:0: Some Card. The ratios compare both.",
                "The libtorch of a.json was another: 2.10.0, not 2.11.0. The ratios compare both.",
            ],
            BenchmarkComparison.Of(now, Earlier, "a.json").Warnings);
    }

    [Fact]
    public void WhatOnlyTheEarlierOneMeasuredIsCounted()
    {
        var comparison = BenchmarkComparison.Of(Earlier with { Encoders = [] }, Earlier, "a.json");

        Assert.Equal(9, comparison.Figures.Count);
        Assert.Equal("a.json has 3 more figure(s), which this run did not measure, such as esm2-8m fp32, 32 × 168.", Assert.Single(comparison.Warnings));
    }
}
