using Microsoft.Extensions.Logging.Abstractions;
using VirNucPro.Models;
using VirNucPro.Pipeline.Batching;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Batching;

public class BatchingEmbedderTests
{
    private static readonly ComputeDevice Cpu = new("cpu", "a CPU", false, 0, 0);
    private static readonly ComputeDevice Cuda = new("cuda:0", "a card", true, 0, 0);

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
    public void DeviceThatComputesByItselfIsToldOfEachBatchAheadOfItsTurn()
    {
        var sequences = RandomSequences(200);
        var models = new FakeModels(cudaCount: 1);
        using var embedder = Embedder(models, budgetTokens: 64, device: Cuda);

        var embeddings = embedder.Embed(sequences, i => $"row {i}", _ => { }, CancellationToken.None);

        Assert.Equal(Embed(new FakeModels(), sequences, budgetTokens: 64), embeddings);
        Assert.True(models.Batches.Count > 50);
        Assert.Equal(models.Batches.Count - 1, models.StartedAhead);
    }

    [Fact]
    public void BatchTakenAheadIsPlannedAnewWithTheOneThatDidNotFit()
    {
        var sequences = RandomSequences(200);
        var models = new FakeModels(cudaCount: 1) { LargestBatchTokens = 300 };
        using var embedder = Embedder(models, budgetTokens: 1000, device: Cuda);

        var embeddings = embedder.Embed(sequences, i => $"row {i}", _ => { }, CancellationToken.None);

        Assert.Equal(Embed(new FakeModels(), sequences, budgetTokens: 64), embeddings);
        Assert.Equal(sequences.Length, models.Batches.Sum(batch => batch.Rows));
    }

    [Fact]
    public void EveryDeviceOfARunHasTheBudgetOfTheSmallest()
    {
        var models = new FakeModels();
        var devices = new RunDevices(
            [new("cuda:0", "a card", true, 0, 3L << 20), new("cuda:1", "a card", true, 0, 3L << 18)], ModelPrecision.Fp32, Threads: 1);

        using var first = devices.Load(models.LoadEsm2, devices.Devices[0], 0, new SharedBatches(), NullLogger.Instance, TimeProvider.System);
        using var second = devices.Load(models.LoadEsm2, devices.Devices[1], 0, new SharedBatches(), NullLogger.Instance, TimeProvider.System);
        using var resumed = devices.Load(models.LoadEsm2, devices.Devices[0], 77, new SharedBatches(), NullLogger.Instance, TimeProvider.System);

        Assert.Equal((1 << 18) / (64 * FakeModels.EsmWidth), second.BudgetTokens);
        Assert.Equal(second.BudgetTokens, first.BudgetTokens);
        Assert.Equal(77, resumed.BudgetTokens);
    }

    [Theory]
    [InlineData(ModelPrecision.Fp32, 6144)]
    [InlineData(ModelPrecision.Bf16, 6144)]
    [InlineData(ModelPrecision.Fp16, 2048)]
    public void OnlyWhereBatchesChangeNoBitDoThreadsMakeThemLarger(ModelPrecision precision, int tokens)
    {
        var models = new FakeModels();
        ComputeDevice cpu = new("cpu", "a CPU", false, 0, 1L << 40);
        var devices = new RunDevices([cpu], precision, Threads: 6);

        using var embedder = devices.Load(models.LoadEsm2, cpu, 0, new SharedBatches(), NullLogger.Instance, TimeProvider.System);

        Assert.Equal(tokens, embedder.BudgetTokens);
    }

    [Fact]
    public void CpuDevicesShareTheMemory()
    {
        var models = new FakeModels();
        ComputeDevice cpu = new("cpu:0", "a CPU", false, 0, 3L << 18);
        var devices = new RunDevices([cpu, cpu with { Name = "cpu:1" }], ModelPrecision.Fp32, Threads: 1);

        using var embedder = devices.Load(models.LoadEsm2, cpu, 0, new SharedBatches(), NullLogger.Instance, TimeProvider.System);

        Assert.Equal((1 << 17) / (64 * FakeModels.EsmWidth), embedder.BudgetTokens);
    }

    [Fact]
    public void DeviceWithoutWorkTakesBatchesOffAnother()
    {
        var sequences = RandomSequences(200);
        var alone = Embed(new FakeModels(), sequences, budgetTokens: 64);
        var shared = new SharedBatches();
        using var helper = Embedder(new FakeModels(), budgetTokens: 64, shared);
        var helped = 0;

        // While the other device is at its first batch, this one does the rest.
        var models = new FakeModels
        {
            BeforeBatch = _ =>
            {
                while (helper.Help(CancellationToken.None))
                {
                    helped++;
                }
            },
        };
        using var embedder = Embedder(models, budgetTokens: 64, shared);
        var told = 0L;

        var embeddings = embedder.Embed(sequences, i => $"row {i}", tokens => told += tokens, CancellationToken.None);

        Assert.Equal(alone, embeddings);
        Assert.Single(models.Batches);
        Assert.InRange(helped, 10, 200);
        Assert.Equal(sequences.Sum(tokens => (long)tokens.Length), told);
        Assert.Equal(told, embedder.Metrics.Tokens + helper.Metrics.Tokens);
        Assert.False(helper.Help(CancellationToken.None));
    }

    [Fact]
    public void DeviceWaitsForTheBatchesThatAnotherHasTaken()
    {
        var sequences = RandomSequences(20);
        var alone = Embed(new FakeModels(), sequences, budgetTokens: 64);
        var shared = new SharedBatches();
        using var othersAreDone = new ManualResetEventSlim();
        using var helperHasOne = new ManualResetEventSlim();
        var slow = new FakeModels
        {
            BeforeBatch = _ =>
            {
                helperHasOne.Set();
                othersAreDone.Wait();
            },
        };
        using var helper = Embedder(slow, budgetTokens: 64, shared);
        Thread? help = null;
        var models = new FakeModels
        {
            BeforeBatch = _ =>
            {
                if (help is null)
                {
                    help = new Thread(() => helper.Help(CancellationToken.None));
                    help.Start();
                    helperHasOne.Wait();
                }
            },
        };
        using var embedder = Embedder(models, budgetTokens: 64, shared);
        var left = sequences.Sum(tokens => tokens.Length);

        var embeddings = embedder.Embed(
            sequences,
            i => $"row {i}",
            tokens =>
            {
                left -= (int)tokens;
                if (left <= 64)
                {
                    othersAreDone.Set();
                }
            },
            CancellationToken.None);
        help!.Join();

        Assert.Equal(alone, embeddings);
        Assert.Single(slow.Batches);
    }

    [Fact]
    public void BatchThatDoesNotFitOnTheHelpingDeviceGoesBack()
    {
        var sequences = RandomSequences(50);
        var alone = Embed(new FakeModels(), sequences, budgetTokens: 64);
        var shared = new SharedBatches();
        using var helper = Embedder(new FakeModels { LargestBatchTokens = 0 }, budgetTokens: 64, shared);
        var models = new FakeModels { BeforeBatch = _ => helper.Help(CancellationToken.None) };
        using var embedder = Embedder(models, budgetTokens: 64, shared);

        var embeddings = embedder.Embed(sequences, i => $"row {i}", _ => { }, CancellationToken.None);

        Assert.Equal(alone, embeddings);
        Assert.Equal(0, helper.Metrics.Tokens);
        Assert.Equal(64, helper.BudgetTokens);
    }

    [Fact]
    public void BatchOfAHelpingDeviceThatFailsGoesBack()
    {
        var sequences = RandomSequences(50);
        var alone = Embed(new FakeModels(), sequences, budgetTokens: 64);
        var shared = new SharedBatches();
        var failures = 0;
        using var helper = Embedder(
            new FakeModels { BeforeBatch = device => throw new DeviceFailedException("ESM-2", device, "a batch", "broken.") }, budgetTokens: 64, shared);
        var models = new FakeModels
        {
            BeforeBatch = _ =>
            {
                if (failures == 0)
                {
                    Assert.Throws<DeviceFailedException>(() => helper.Help(CancellationToken.None));
                    failures++;
                }
            },
        };
        using var embedder = Embedder(models, budgetTokens: 64, shared);

        var embeddings = embedder.Embed(sequences, i => $"row {i}", _ => { }, CancellationToken.None);

        Assert.Equal(alone, embeddings);
        Assert.Equal(1, failures);
    }

    private static BatchingEmbedder Embedder(
        FakeModels models, int budgetTokens, SharedBatches? shared = null, ComputeDevice? device = null) => new(
        models.LoadEsm2(device ?? Cpu, ModelPrecision.Fp32),
        TokenBudget.For(budgetTokens, FakeModels.EsmWidth, 0, isCuda: false, threads: 1),
        shared ?? new SharedBatches(),
        NullLogger.Instance,
        TimeProvider.System);

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
