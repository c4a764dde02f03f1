using VirNucPro.Interop;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models;

/// <summary>The element types of weights files that the native side takes.</summary>
internal static class WeightType
{
    /// <summary>The native type of a tensor's elements.</summary>
    /// <exception cref="ModelException">The tensor holds no floating-point numbers.</exception>
    public static ElementType Of(TensorEntry tensor) => tensor.ElementType switch
    {
        TensorElementType.Float32 => ElementType.F32,
        TensorElementType.Float16 => ElementType.F16,
        TensorElementType.BFloat16 => ElementType.Bf16,
        TensorElementType.Float64 => ElementType.F64,
        _ => throw new ModelException($"{tensor.File}: tensor {tensor.Name} has elements of type {tensor.ElementType}, where weights are floating-point numbers."),
    };
}
