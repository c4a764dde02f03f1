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
}
