using System.Globalization;
using VirNucPro.Pipeline.Input;

namespace VirNucPro.Pipeline.Tests.Input;

public sealed class UniqueIdsTests
{
    [Theory]
    [InlineData("a a a b a", "a a_1 a_2 b a_3")]
    [InlineData("a a_1 a", "a a_1 a_2")]
    [InlineData("a a a_1", "a a_1 a_1_1")]
    [InlineData("a a a_1 a_1 a", "a a_1 a_1_1 a_1_2 a_2")]
    [InlineData("r/1 r/1 é|x é|x", "r/1 r/1_1 é|x é|x_1")]
    public void IdThatWasThereBeforeGetsTheNextFreeSuffix(string ids, string expected)
    {
        var unique = new UniqueIds();

        Assert.Equal(expected, string.Join(' ', ids.Split(' ').Select(unique.Make)));
    }

    [Fact]
    public void ManyOfOneIdAreNumberedWithoutAGap()
    {
        var unique = new UniqueIds();

        Assert.Equal("a", unique.Make("a"));
        for (var i = 1; i <= 200_000; i++)
        {
            Assert.Equal($"a_{i}", unique.Make("a"));
        }
    }

    [Fact]
    public void AnyOrderOfIdsGivesWhatASetOfTheIdsThemselvesGives()
    {
        var random = new Random(3);
        var unique = new UniqueIds();
        var taken = new HashSet<string>();
        for (var i = 0; i < 50_000; i++)
        {
            var id = random.Next(300).ToString(CultureInfo.InvariantCulture);
            for (var suffixes = random.Next(3); suffixes > 0; suffixes--)
            {
                id += $"_{random.Next(1, 15)}";
            }

            var expected = id;
            for (var suffix = 1; !taken.Add(expected); suffix++)
            {
                expected = $"{id}_{suffix}";
            }

            Assert.Equal(expected, unique.Make(id));
        }
    }

    [Fact]
    public void SetKnowsWhatWasAddedAndTakesLittleMemory()
    {
        const int Count = 1_000_000;
        var ids = Enumerable.Range(0, Count).Select(i => $"A00123:45:HXXYYZZ:1:1101:{i}:2345").ToArray();
        var set = new IdSet();
        var before = GC.GetAllocatedBytesForCurrentThread();
        var (added, addedAgain) = (ids.Count(id => set.Add(id)), ids.Count(id => set.Add(id)));
        var allocatedBytes = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal((Count, 0), (added, addedAgain));

        // 8 bytes of each id, in buckets that are full to between a half and four fifths: 10 to 15 bytes. Each is half as
        // large again as the one before, so all that there were are three times the last one.
        Assert.InRange(allocatedBytes / (double)Count, 8, 45);
    }
}
