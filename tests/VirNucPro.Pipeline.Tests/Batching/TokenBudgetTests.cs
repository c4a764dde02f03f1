using VirNucPro.Pipeline.Batching;

namespace VirNucPro.Pipeline.Tests.Batching;

public class TokenBudgetTests
{
    [Fact]
    public void RequestIsTakenAsItIs() => Assert.Equal(777, TokenBudget.For(777, 2560, 1L << 40, isCuda: true, threads: 2).Tokens);

    [Theory]
    [InlineData(1L << 36, false, 1, 2048)]
    [InlineData(1L << 36, false, 8, 8192)]
    [InlineData(1L << 36, true, 8, 32768)]
    [InlineData(3L * 64 * 2560 * 1000, true, 8, 1000)]
    [InlineData(3L * 64 * 2560 * 1000, false, 8, 1000)]
    [InlineData(0L, false, 1, 1)]
    public void BudgetFollowsFreeMemoryUpToTheDevicesCap(long freeBytes, bool isCuda, int threads, int tokens) =>
        Assert.Equal(tokens, TokenBudget.For(0, 2560, freeBytes, isCuda, threads).Tokens);

    [Fact]
    public void HalvingCountsFromTheBatchThatDidNotFit()
    {
        var budget = new TokenBudget(8192, 512).Halve(batchTokens: 900);

        Assert.Equal(new TokenBudget(450, 450), budget);
    }
}
