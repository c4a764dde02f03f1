namespace VirNucPro.Pipeline.Input;

/// <summary>Gives every sequence an id of its own: one that was there before gets <c>_1</c>, <c>_2</c>, ...</summary>
/// <remarks>As virnucpro-cuda does; unlike it, a made id that is taken already is passed over, and one that comes later gets a suffix too.</remarks>
internal sealed class UniqueIds
{
    // Up to here the next free suffix is looked for; of ids that come more often the last one is kept.
    private const int SuffixesTried = 8;

    private readonly IdSet _taken = new();
    private readonly Dictionary<UInt128, long> _lastSuffixes = [];

    /// <summary>Makes an id unique.</summary>
    /// <param name="id">The id.</param>
    /// <returns>It or, where it was there before, another one.</returns>
    public string Make(string id)
    {
        if (_taken.Add(id))
        {
            return id;
        }

        for (var suffix = 1; suffix <= SuffixesTried; suffix++)
        {
            if (TryTake(suffix, out var made))
            {
                return made;
            }
        }

        var hash = IdSet.HashOf(id);
        var last = _lastSuffixes.GetValueOrDefault(hash, SuffixesTried);
        while (true)
        {
            if (TryTake(++last, out var made))
            {
                _lastSuffixes[hash] = last;
                return made;
            }
        }

        bool TryTake(long suffix, out string made) => _taken.Add(made = $"{id}_{suffix}");
    }
}
