using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Devices;

public class RunDevicesTests
{
    [Theory]
    [InlineData("cpu", "fp32")]
    [InlineData("cpu", "fp16")]
    [InlineData("cuda", "bf16")]
    public void OtherChoicesAreNotWarnedOf(string device, string precision) =>
        Assert.Empty(WarningsOf(new ComputeOptions { Device = device, Precision = precision }));

    [Fact]
    public void Bf16IsWarnedOfWhereTheProcessorGainsNothingFromIt()
    {
        var processor = File.ReadAllText("/proc/cpuinfo");
        var gains = processor.Contains(" avx512_bf16") && (processor.Contains(" amx_bf16") || !processor.Contains("GenuineIntel"));

        var warnings = WarningsOf(new ComputeOptions { Device = "cpu", Precision = "bf16" });

        Assert.Equal(gains ? 0 : 1, warnings.Count);
        Assert.All(warnings, warning => Assert.Contains("--precision fp32", warning));
    }

    private static List<string> WarningsOf(ComputeOptions options)
    {
        using var models = new FakeModels(cudaCount: 1);
        using var loggers = new RecordingLoggers();
        DeviceRequest.Parse(options).Choose(models).Describe(loggers.CreateLogger(string.Empty), models, threads: 0);
        return [.. loggers.Warnings];
    }
}
