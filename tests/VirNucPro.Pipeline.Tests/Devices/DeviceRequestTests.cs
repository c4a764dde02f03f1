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
    [InlineData("cuda:1,cuda:0", 2, "cuda:1, cuda:0", ModelPrecision.Fp16)]
    [InlineData("cpu:0", 0, "cpu:0", ModelPrecision.Fp32)]
    [InlineData("cpu:0,cpu:1,cpu:2", 2, "cpu:0, cpu:1, cpu:2", ModelPrecision.Fp32)]
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
    public void CpuDevicesAreTheOneOfLibtorch()
    {
        var chosen = Choose(new ComputeOptions { Device = "cpu:0,cpu:1" }, cudaCount: 1);

        Assert.All(chosen.Devices, device => Assert.Equal(("a CPU", false), (device.Description, device.IsCuda)));
    }

    [Theory]
    [InlineData("cpu:0,cpu:1", 8, 4)]
    [InlineData("cpu:0,cpu:1,cpu:2", 8, 2)]
    [InlineData("cpu:0,cpu:1,cpu:2", 2, 1)]
    [InlineData("cpu:0", 8, 8)]
    [InlineData("cpu", 8, 8)]
    [InlineData("cpu", 0, 0)]
    [InlineData("auto", 8, 8)]
    [InlineData("cuda:0,cuda:1", 8, 8)]
    public void CpuDevicesShareTheThreads(string device, int threads, int each) =>
        Assert.Equal(each, DeviceRequest.Parse(new ComputeOptions { Device = device, Threads = threads }).ThreadsPerDevice);

    [Fact]
    public void CpuDevicesShareTheCoresWhereNothingIsAskedFor() => Assert.Equal(
        Math.Max(1, Environment.ProcessorCount / 2),
        DeviceRequest.Parse(new ComputeOptions { Device = "cpu:0,cpu:1" }).ThreadsPerDevice);

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
        new ComputeOptions { Device = "" },
        new ComputeOptions { Device = "cpu:" },
        new ComputeOptions { Device = "cpu:01" },
        new ComputeOptions { Device = "cpu,cpu" },
        new ComputeOptions { Device = "cpu:0,cpu:0" },
        new ComputeOptions { Device = "cpu:0,cuda:0" },
        new ComputeOptions { Device = "cuda:0," },
        new ComputeOptions { Device = "auto,cpu" },
        new ComputeOptions { Device = "cpu:0", Gpus = [0] },
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
