using System.Numerics;
using System.Runtime.InteropServices;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Import;

/// <summary>Rounds weights to FP16 while they are written.</summary>
internal static class HalfPrecision
{
    private const int SliceLength = 1 << 16;

    /// <summary>Whether a tensor is rounded: a matrix of a wider type.</summary>
    /// <remarks>Vectors are left as they are: they take no room, and rounding the rotary frequencies shifts embeddings by 1e-3.</remarks>
    public static bool AppliesTo(TensorEntry tensor) =>
        tensor.Shape.Length >= 2 && tensor.ElementType is TensorElementType.Float32 or TensorElementType.Float64;

    /// <summary>Writes a tensor rounded, slice by slice.</summary>
    /// <exception cref="ModelException">A value is too large for FP16.</exception>
    public static void Write(ITensorSource source, TensorEntry tensor, Stream stream)
    {
        var data = source.Read(tensor);
        if (tensor.ElementType == TensorElementType.Float64)
        {
            Write(MemoryMarshal.Cast<byte, double>(data), tensor, stream);
        }
        else
        {
            Write(MemoryMarshal.Cast<byte, float>(data), tensor, stream);
        }
    }

    private static void Write<T>(ReadOnlySpan<T> values, TensorEntry tensor, Stream stream)
        where T : IFloatingPointIeee754<T>
    {
        var buffer = new Half[Math.Min(values.Length, SliceLength)];
        while (!values.IsEmpty)
        {
            var slice = values[..Math.Min(values.Length, SliceLength)];
            for (var i = 0; i < slice.Length; i++)
            {
                buffer[i] = Half.CreateChecked(slice[i]);
                if (Half.IsInfinity(buffer[i]) && T.IsFinite(slice[i]))
                {
                    throw new ModelException($"{tensor.File}: tensor {tensor.Name} holds {slice[i]}, which is beyond FP16. Import it with its own type.");
                }
            }

            stream.Write(MemoryMarshal.AsBytes<Half>(buffer.AsSpan(0, slice.Length)));
            values = values[slice.Length..];
        }
    }
}
