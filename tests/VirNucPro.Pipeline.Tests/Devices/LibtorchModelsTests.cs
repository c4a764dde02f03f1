using VirNucPro.Models;
using VirNucPro.Models.Demo;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Devices;

public sealed class LibtorchModelsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void FailureOfALoadedModelNamesModelDeviceAndBatch()
    {
        DemoModels.Write(_folder.Path("models"));
        using var models = LibtorchModels.Open(_folder.Path("models"), new ComputeOptions { Threads = 1 });
        var device = DeviceRequest.Parse(new ComputeOptions { Device = "cpu:7" }).Choose(models).Devices[0];
        using var esm = models.LoadEsm2(device, ModelPrecision.Fp32);
        var pooled = new float[2 * esm.Width];

        var failure = Assert.Throws<DeviceFailedException>(
            () => esm.Embed(new TokenBatch([0, 5, 2, 0, 999_999, 2], [3, 3], TokenCount: 3), pooled));

        Assert.Equal(("cpu:7", "2 × 3 tokens"), (failure.Device, failure.Batch));
        Assert.StartsWith("Esm2 of ", failure.Model, StringComparison.Ordinal);
        Assert.Contains("999999", failure.Message, StringComparison.Ordinal);

        // A bad batch does not harm the model.
        esm.Embed(new TokenBatch([0, 5, 2], [3], TokenCount: 3), pooled);
        Assert.All(pooled[..esm.Width], value => Assert.True(float.IsFinite(value)));
    }

    public void Dispose() => _folder.Dispose();
}
