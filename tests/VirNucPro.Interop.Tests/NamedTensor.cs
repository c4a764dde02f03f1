using System.Runtime.InteropServices;

namespace VirNucPro.Interop.Tests;

/// <summary>A float32 tensor as a weights file would give it.</summary>
internal sealed record NamedTensor(string Name, long[] Shape, float[] Values)
{
    public ReadOnlySpan<byte> Bytes => MemoryMarshal.AsBytes<float>(Values);

    public static NamedTensor Random(Random random, string name, params long[] shape)
    {
        var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = (float)(random.NextDouble() - 0.5);
        }

        return new NamedTensor(name, shape, values);
    }
}
