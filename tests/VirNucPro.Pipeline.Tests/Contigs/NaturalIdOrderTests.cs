using VirNucPro.Pipeline.Contigs;

namespace VirNucPro.Pipeline.Tests.Contigs;

public class NaturalIdOrderTests
{
    // Sorted by Python's sorted(ids, key=lambda id: [int(s) if s.isdigit() else s.lower() for s in re.split(r'(\d+)', id)]).
    private static readonly string[] Sorted =
    [
        "", "1", "1a", "2", "10", "010b", "a", "a1", "a1b", "A2", "a10", "a10.2", "a10.11", "a-1", "ab", "Contig", "contig_9",
        "NODE_2_length_9", "NODE_2_length_10", "node_10_length_1", "NODE_18446744073709551616", "NODE_18446744073709551617", "é1",
    ];

    [Fact]
    public void DigitsCompareAsNumbersAndTextAsSmallLetters()
    {
        var shuffled = (string[])Sorted.Clone();
        new Random(1).Shuffle(shuffled);

        Assert.Equal(Sorted, shuffled.Order(NaturalIdOrder.Instance));
    }

    [Theory]
    [InlineData("a01", "A1")]
    [InlineData("7", "007")]
    public void WhatDiffersInZerosOrCaseOnlyIsEqual(string first, string second)
    {
        Assert.Equal(0, NaturalIdOrder.Instance.Compare(first, second));
        Assert.Equal(0, NaturalIdOrder.Instance.Compare(second, first));
    }
}
