namespace VirNucPro.Pipeline.Tests;

public class RunPartTests
{
    [Theory]
    [InlineData("1/1", 1, 1)]
    [InlineData("3/8", 3, 8)]
    [InlineData("1000/1000", 1000, 1000)]
    public void PartIsReadAsItIsWritten(string text, int number, int count) =>
        Assert.Equal(new RunPart(number, count), RunPart.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("3")]
    [InlineData("0/4")]
    [InlineData("5/4")]
    [InlineData("1/0")]
    [InlineData("-1/4")]
    [InlineData(" 1/4")]
    [InlineData("1/4/2")]
    [InlineData("1/99999999999")]
    public void WhatIsNoPartIsNotTakenForOne(string text) => Assert.Null(RunPart.Parse(text));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    public void EveryShardIsInOnePartAndThePartsKnowHowMany(int count)
    {
        RunPart[] parts = [.. Enumerable.Range(1, count).Select(number => new RunPart(number, count))];
        for (var shards = 0; shards < 130; shards++)
        {
            Assert.All(Enumerable.Range(0, shards), shard => Assert.Single(parts, part => part.Has(shard)));
            Assert.All(parts, part => Assert.Equal(Enumerable.Range(0, shards).Count(shard => part.Has(shard)), part.CountOf(shards)));
        }
    }
}
