using VirNucPro.Interop;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Tests;

public sealed class WeightTypeTests
{
    [Fact]
    public void TensorOfWholeNumbersIsRefusedByName()
    {
        var failure = Assert.Throws<ModelException>(() => WeightType.Of(new TensorEntry("w", TensorElementType.Int64, [2], "model.safetensors")));
        Assert.Contains("model.safetensors: tensor w has elements of type Int64", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FloatingPointTypesPass()
    {
        TensorElementType[] types = [TensorElementType.Float32, TensorElementType.Float16, TensorElementType.BFloat16, TensorElementType.Float64];
        Assert.Equal(
            [ElementType.F32, ElementType.F16, ElementType.Bf16, ElementType.F64],
            types.Select(type => WeightType.Of(new TensorEntry("w", type, [2], "model.safetensors"))));
    }
}
