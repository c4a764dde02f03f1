using Microsoft.Extensions.Logging.Abstractions;
using VirNucPro.Models;
using VirNucPro.Pipeline.Batching;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Batching;

public class BatchingEmbedderTests
{
    private static readonly ComputeDevice Cpu = new("cpu", "a CPU", false, 0, 0);

    [Fact]
    public void EmbeddingsAreTheSameWhateverTheBudget()
    {
        var sequences = RandomSequences(200);

        var alone = Embed(new FakeModels(), sequences, budgetTokens: 1);

        foreach (var budget in (int[])[64, 1000, 16384])
        {
            Assert.Equal(alone, Embed(new FakeModels(), sequences, budget));
        }
    }

    [Fact]
    public void BudgetHalvesUntilBatchesFitAndStaysHalved()
    {
        var models = new FakeModels { LargestBatchTokens = 300 };
        int[][] sequences = [.. Enumerable.Repeat(0, 40).Select((_, i) => Enumerable.Repeat(i, 20).ToArray())];
        using var embedder = Embedder(models, budgetTokens: 1000);

        embedder.Embed(sequences, i => $"row {i}", _ => { }, CancellationToken.None);
        embedder.Embed(sequences, i => $"row {i}", _ => { }, CancellationToken.None);

        Assert.Equal(200, embedder.Metrics.BudgetTokens);
        Assert.All(models.Batches, batch => Assert.Equal(10, batch.Rows));
        Assert.Equal(2 * 40 * 20, embedder.Metrics.Tokens);
    }

    [Fact]
    public void SequenceThatDoesNotFitAloneIsNamed()
    {
        var models = new FakeModels { LargestBatchTokens = 30 };
        using var embedder = Embedder(models, budgetTokens: 1000);

        var failure = Assert.Throws<SequenceFailureException>(
            () => embedder.Embed([new int[20], new int[31]], i => $"row {i}", _ => { }, CancellationToken.None));

        Assert.StartsWith("row 1: ", failure.Message, StringComparison.Ordinal);
        Assert.IsType<DeviceMemoryException>(failure.InnerException);
    }

    [Fact]
    public void PaddingIsCounted()
    {
        using var embedder = Embedder(new FakeModels(), budgetTokens: 1000);

        embedder.Embed([new int[10], new int[9]], i => $"row {i}", _ => { }, CancellationToken.None);

        Assert.Equal(19, embedder.Metrics.Tokens);
        Assert.Equal(1, embedder.Metrics.PaddingTokens);
        Assert.Equal(0.05, embedder.Metrics.PaddingShare, precision: 15);
    }

    [Fact]
    public void CancellationIsSeenBeforeTheNextBatch()
    {
        using var stop = new CancellationTokenSource();
        var models = new FakeModels { BeforeBatch = _ => stop.Cancel() };
        using var embedder = Embedder(models, budgetTokens: 10);

        Assert.Throws<OperationCanceledException>(
            () => embedder.Embed([new int[10], new int[10]], i => $"row {i}", _ => { }, stop.Token));

        Assert.Single(models.Batches);
    }

    [Fact]
    public void EveryDeviceOfARunHasTheBudgetOfTheSmallest()
    {
        var models = new FakeModels();
        var devices = new RunDevices(
            [new("cuda:0", "a card", true, 0, 3L << 20), new("cuda:1", "a card", true, 0, 3L << 18)], ModelPrecision.Fp32);

        using var first = devices.Load(models.LoadEsm2, devices.Devices[0], 0, NullLogger.Instance, TimeProvider.System);
        using var second = devices.Load(models.LoadEsm2, devices.Devices[1], 0, NullLogger.Instance, TimeProvider.System);
        using var resumed = devices.Load(models.LoadEsm2, devices.Devices[0], 77, NullLogger.Instance, TimeProvider.System);

        Assert.Equal((1 << 18) / (64 * FakeModels.EsmWidth), second.BudgetTokens);
        Assert.Equal(second.BudgetTokens, first.BudgetTokens);
        Assert.Equal(77, resumed.BudgetTokens);
    }

    [Fact]
    public void CpuDevicesShareTheMemory()
    {
        var models = new FakeModels();
        ComputeDevice cpu = new("cpu:0", "a CPU", false, 0, 3L << 18);
        var devices = new RunDevices([cpu, cpu with { Name = "cpu:1" }], ModelPrecision.Fp32);

        using var embedder = devices.Load(models.LoadEsm2, cpu, 0, NullLogger.Instance, TimeProvider.System);

        Assert.Equal((1 << 17) / (64 * FakeModels.EsmWidth), embedder.BudgetTokens);
    }

    private static BatchingEmbedder Embedder(FakeModels models, int budgetTokens) => new(
        models.LoadEsm2(Cpu, ModelPrecision.Fp32), TokenBudget.For(budgetTokens, FakeModels.EsmWidth, 0, isCuda: false), NullLogger.Instance, TimeProvider.System);

    private static float[] Embed(FakeModels models, int[][] sequences, int budgetTokens)
    {
        using var embedder = Embedder(models, budgetTokens);
        return embedder.Embed(sequences, i => $"row {i}", _ => { }, CancellationToken.None);
    }

    private static int[][] RandomSequences(int count)
    {
        var random = new Random(2);
        return
        [
            .. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, random.Next(3, 60)).Select(_ => random.Next(20)).ToArray()),
        ];
    }
}
