using System.Runtime.InteropServices;
using VirNucPro.Models;
using VirNucPro.Models.Demo;
using VirNucPro.Models.Tests.Support;
using VirNucPro.Models.Weights;

namespace VirNucPro.Regression.Tests;

/// <summary>Weights that do not fit their configuration end in a message that names file and tensor.</summary>
[Collection(SharedRuntime.Name)]
public sealed class LoadingTests(RuntimeFixture fixture) : IDisposable
{
    private const string NormWeight = "encoder.emb_layer_norm_after.weight";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TensorOfTheWrongShapeIsNamedWithBothShapes()
    {
        WriteEsm2(writer => writer.Add(NormWeight, [63], new float[63]));
        AssertRefused(NormWeight, "[63]", "[64]");
    }

    [Fact]
    public void MissingTensorIsNamed()
    {
        WriteEsm2(_ => { });
        AssertRefused(NormWeight);
    }

    [Fact]
    public void TensorOfAnotherModelIsNamed()
    {
        WriteEsm2(writer => writer.Add("encoder.layer.99.LayerNorm.weight", [64], new float[64]));
        AssertRefused("encoder.layer.99.LayerNorm.weight");
    }

    [Fact]
    public void WeightsCutShortAreRefused()
    {
        DemoModels.Write(_folder.Path);
        using (var file = File.OpenWrite(_folder.File("esm2/model.safetensors")))
        {
            file.SetLength(file.Length - 100);
        }

        AssertRefused("cut short", "100 bytes are missing");
    }

    [Fact]
    public void FolderWithoutLibtorchIsNamed()
    {
        var failure = Assert.Throws<ModelException>(() => ModelRuntime.Open(_folder.Path, threadCount: 1));
        Assert.Contains(_folder.Path, failure.Message, StringComparison.Ordinal);
        Assert.Contains("--libtorch", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CpuIsTheFirstDevice()
    {
        Assert.Equal("cpu", fixture.Cpu.Name);
        Assert.False(fixture.Cpu.IsCuda);
        Assert.InRange(fixture.Cpu.FreeMemoryBytes, 1, fixture.Cpu.TotalMemoryBytes);
        Assert.True(fixture.Runtime.LibtorchVersion >= new Version(2, 10, 0), $"libtorch is {fixture.Runtime.LibtorchVersion}.");
    }

    /// <summary>The golden model's configuration and its tensors but the last norm's weight, for which <paramref name="addLast"/> stands in.</summary>
    private void WriteEsm2(Action<SafetensorsWriter> addLast)
    {
        Directory.CreateDirectory(_folder.File("esm2"));
        File.Copy(Fixture.Path("esm2/a/config.json"), _folder.File("esm2/config.json"));
        var writer = new SafetensorsWriter();
        using var source = SafetensorsFile.Open(Fixture.Path("esm2/a/model.safetensors"));
        foreach (var tensor in source.Tensors.Values.Where(tensor => tensor.ElementType == TensorElementType.Float32 && tensor.Name != $"esm.{NormWeight}"))
        {
            writer.Add(tensor.Name, [.. tensor.Shape], MemoryMarshal.Cast<byte, float>(source.Read(tensor)).ToArray());
        }

        addLast(writer);
        writer.Write(_folder.File("esm2/model.safetensors"));
    }

    private void AssertRefused(params string[] fragments)
    {
        var failure = Assert.Throws<ModelException>(Load);
        Assert.StartsWith(_folder.File("esm2/model.safetensors"), failure.Message, StringComparison.Ordinal);
        Assert.All(fragments, fragment => Assert.Contains(fragment, failure.Message, StringComparison.Ordinal));
    }

    private void Load() => fixture.Runtime.LoadEsm2(ModelFolder.Open(_folder.Path), fixture.Cpu, ModelPrecision.Fp32).Dispose();
}
