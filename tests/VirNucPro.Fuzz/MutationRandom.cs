namespace VirNucPro.Fuzz;

/// <summary>The choices that make one input out of the corpus: the same for the same seed everywhere.</summary>
/// <remarks>Source: Sebastiano Vigna, splitmix64.c.</remarks>
internal sealed class MutationRandom
{
    private ulong _state;

    /// <summary>Starts the choices of one input, so that it can be made again without those before it.</summary>
    public MutationRandom(ulong seed, string target, long iteration)
    {
        _state = seed;
        foreach (var letter in target)
        {
            _state = Next() ^ letter;
        }

        _state = Next() ^ (ulong)iteration;
    }

    /// <summary>All 64 bits.</summary>
    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15;
        var z = _state;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>A number from 0 to <paramref name="count"/> - 1; 0 where there is no choice.</summary>
    public int Below(int count) => count <= 1 ? 0 : (int)(Next() % (ulong)count);

    /// <summary>True once in <paramref name="many"/> times.</summary>
    public bool OneIn(int many) => Below(many) == 0;

    /// <summary>One of several.</summary>
    public T Pick<T>(IReadOnlyList<T> choices) => choices[Below(choices.Count)];

    /// <summary>A length that is short more often than long.</summary>
    /// <param name="maximum">At least 1.</param>
    public int ShortLength(int maximum) => 1 + Below(Math.Min(maximum, 1 << Below(11)));

    /// <summary>How many changes to make at once: one half of the time, two a quarter of it, and so on.</summary>
    public int ChangeCount()
    {
        var count = 1;
        while (count < 8 && OneIn(2))
        {
            count++;
        }

        return count;
    }
}
