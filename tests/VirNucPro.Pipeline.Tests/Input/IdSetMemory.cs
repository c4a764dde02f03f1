using VirNucPro.Pipeline.Input;

namespace VirNucPro.Pipeline.Tests.Input;

/// <summary>Reads the size of the whole heap, so nothing else may run meanwhile.</summary>
[CollectionDefinition(nameof(IdSetMemory), DisableParallelization = true)]
[Collection(nameof(IdSetMemory))]
public sealed class IdSetMemory
{
    [Fact]
    public void SetKnowsWhatWasAddedAndTakesLittleMemory()
    {
        const int Count = 1_000_000;
        var ids = Enumerable.Range(0, Count).Select(i => $"A00123:45:HXXYYZZ:1:1101:{i}:2345").ToArray();
        var set = new IdSet();
        var before = GC.GetTotalMemory(forceFullCollection: true);

        Assert.All(ids, id => Assert.True(set.Add(id)));
        Assert.All(ids, id => Assert.False(set.Add(id)));

        // 8 bytes of each id, in buckets that are full to between a half and four fifths.
        Assert.InRange((GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Count, 8, 16);
        GC.KeepAlive(set);
        GC.KeepAlive(ids);
    }
}
