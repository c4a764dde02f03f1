using VirNucPro.Models;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Devices;

public class DeviceRequestTests
{
    [Theory]
    [InlineData("auto", 0, "cpu", ModelPrecision.Fp32)]
    [InlineData("auto", 2, "cuda:0", ModelPrecision.Fp16)]
    [InlineData("cpu", 2, "cpu", ModelPrecision.Fp32)]
    [InlineData("cuda", 2, "cuda:0", ModelPrecision.Fp16)]
    [InlineData("cuda:1", 2, "cuda:1", ModelPrecision.Fp16)]
    public void DeviceAndPrecisionFollowTheOptions(string device, int cudaCount, string name, object precision)
    {
        var chosen = Choose(new ComputeOptions { Device = device }, cudaCount);

        Assert.Equal(name, chosen.Names);
        Assert.Equal(precision, chosen.Precision);
    }

    [Fact]
    public void ListOfGpusTakesAllOfThem() =>
        Assert.Equal("cuda:2, cuda:0", Choose(new ComputeOptions { Gpus = [2, 0] }, cudaCount: 3).Names);

    [Fact]
    public void PrecisionAskedForIsTaken() =>
        Assert.Equal("bf16", Choose(new ComputeOptions { Precision = "bf16" }, cudaCount: 0).PrecisionName);

    [Theory]
    [InlineData("cuda")]
    [InlineData("cuda:0")]
    public void CudaWithoutADeviceIsNeverTheCpu(string device)
    {
        var failure = Assert.Throws<RunFailedException>(() => Choose(new ComputeOptions { Device = device }, cudaCount: 0));

        Assert.Equal(FailureKind.Unavailable, failure.Kind);
        Assert.StartsWith($"There is no device {device}: libtorch 2.10.0 in libtorch has cpu.", failure.Message, StringComparison.Ordinal);
    }

    public static TheoryData<ComputeOptions> InvalidOptions =>
    [
        new ComputeOptions { Device = "gpu" },
        new ComputeOptions { Device = "cuda:" },
        new ComputeOptions { Device = "cuda:-1" },
        new ComputeOptions { Device = "CPU" },
        new ComputeOptions { Precision = "fp8" },
        new ComputeOptions { Device = "cpu", Gpus = [0] },
        new ComputeOptions { Device = "cuda:0", Gpus = [0, 1] },
        new ComputeOptions { Gpus = [0, 0] },
        new ComputeOptions { Gpus = [-1] },
        new ComputeOptions { Threads = -1 },
        new ComputeOptions { EsmBatchTokens = -5 },
    ];

    [Theory]
    [MemberData(nameof(InvalidOptions))]
    public void InvalidOptionIsAUsageError(ComputeOptions options)
    {
        var failure = Assert.Throws<RunFailedException>(() => DeviceRequest.Parse(options));

        Assert.Equal(FailureKind.Usage, failure.Kind);
    }

    private static RunDevices Choose(ComputeOptions options, int cudaCount)
    {
        using var models = new FakeModels(cudaCount);
        return DeviceRequest.Parse(options).Choose(models);
    }
}
