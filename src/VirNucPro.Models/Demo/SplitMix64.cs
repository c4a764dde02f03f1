namespace VirNucPro.Models.Demo;

/// <summary>A small generator whose numbers stay the same in every version of .NET and on every machine.</summary>
/// <remarks>Source: Sebastiano Vigna, splitmix64.c.</remarks>
internal sealed class SplitMix64
{
    private ulong _state;

    /// <summary>Starts the sequence of a seed.</summary>
    public SplitMix64(ulong seed) => _state = seed;

    /// <summary>Uniform in [0, 1).</summary>
    public double NextUniform() => (Next() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Mean 0, variance 1: twelve uniform numbers added, since a logarithm may differ between machines.</summary>
    public float NextNormal()
    {
        var sum = -6.0;
        for (var i = 0; i < 12; i++)
        {
            sum += NextUniform();
        }

        return (float)sum;
    }

    /// <summary>Independent numbers around a mean.</summary>
    public float[] NextNormals(int count, float deviation, float mean = 0f)
    {
        var values = new float[count];
        foreach (ref var value in values.AsSpan())
        {
            value = mean + (deviation * NextNormal());
        }

        return values;
    }

    private ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
