using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests;

/// <summary>Runs on devices that fail: whatever shard a device gets, files and figures must be right.</summary>
public sealed class FaultTests(FaultFreeRun faultFree) : IClassFixture<FaultFreeRun>, IDisposable
{
    // Without the tokens of the sequence's start and end.
    private static readonly int[] MarkTokens = new FakeModels().OpenDnabertTokenizer().Encode("TT"u8)[1..^1];

    private readonly PredictFixture _run = new();

    [Theory]
    [InlineData(2, 2)]
    [InlineData(2, 3)]
    [InlineData(2, 4)]
    [InlineData(2, 5)]
    [InlineData(2, 6)]
    [InlineData(2, 7)]
    [InlineData(4, 2)]
    [InlineData(4, 3)]
    [InlineData(4, 5)]
    [InlineData(4, 7)]
    public void FailingNowAndThenChangesNoFile(int deviceCount, int k)
    {
        using var models = new FaultyModels(new FakeModels(deviceCount)) { Fails = (_, _, call) => call % k == 0 };

        var summary = Run(models, deviceCount);

        AssertAsWithoutFaults(models, summary);
        Assert.True(models.RetriesOf(FaultyModels.Dnabert) > 0);
        Assert.Empty(models.DeadDevices);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void BatchThatFailsOnlyAsAWholeIsEmbeddedRowByRow(int deviceCount)
    {
        // Three failures on end, which no probe sees.
        using var models = new FaultyModels(new FakeModels(deviceCount))
        {
            Fails = (_, model, call) => model != FaultyModels.Classifier && call is >= 2 and <= 4,
        };

        var summary = Run(models, deviceCount);

        AssertAsWithoutFaults(models, summary);
        Assert.True(models.RetriesOf(FaultyModels.Dnabert) >= 2);
        Assert.Empty(models.DeadDevices);
    }

    public static TheoryData<int, string, int> Deaths()
    {
        var data = new TheoryData<int, string, int>();
        foreach (var deviceCount in (int[])[2, 4])
        {
            foreach (var model in (string[])[FaultyModels.Dnabert, FaultyModels.Esm, FaultyModels.Classifier])
            {
                foreach (var calls in (int[])[0, 1, 5])
                {
                    data.Add(deviceCount, model, calls);
                }
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Deaths))]
    public void OthersFinishWhatDeadDevicesLeave(int deviceCount, string model, int callsBeforeDeath)
    {
        using var dead = new CountdownEvent(deviceCount - 1);
        using var models = new FaultyModels(new FakeModels(deviceCount))
        {
            Fails = (device, of, call) => device != "cuda:0" && of == model && call > callsBeforeDeath,
            Died = _ => dead.Signal(),
            BeforeLoad = device =>
            {
                // The one that survives is not there until all others are dead, so that each gets a shard.
                if (device == "cuda:0")
                {
                    dead.Wait();
                }
            },
        };

        var summary = Run(models, deviceCount);

        AssertAsWithoutFaults(models, summary);
        Assert.Equal(Enumerable.Range(1, deviceCount - 1).Select(i => $"cuda:{i}"), models.DeadDevices.Order());
        Assert.All(models.DeadDevices, device => Assert.Contains(
            _run.Loggers.Warnings, warning => warning.StartsWith($"{device} is out of service; its work goes back ", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(2, 3)]
    [InlineData(4, 3)]
    public void RunFailsWhenNoDeviceIsLeft(int deviceCount, int callsBeforeDeath)
    {
        using var models = new FaultyModels(new FakeModels(deviceCount)) { Fails = (_, _, call) => call > callsBeforeDeath };

        var failure = Assert.Throws<RunFailedException>(() => Run(models, deviceCount));

        Assert.Equal(FailureKind.General, failure.Kind);
        Assert.Matches(
            @"^No device is left to compute on: \S+ failed on cuda:\d with a batch of \d+ × \d+ tokens: injected\.$",
            failure.Message);
        Assert.Empty(models.Violations);
        Assert.Equal(deviceCount, models.DeadDevices.Distinct().Count());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void SequencesThatFailAreListedAndNoOthers(int deviceCount)
    {
        using var models = new FaultyModels(new FakeModels(deviceCount))
        {
            IsPoison = HasMark,

            // Once it is not the sequence's fault.
            Fails = (_, _, call) => call == 1,
        };

        var summary = Run(models, deviceCount);

        Assert.Equal(FaultFreeRun.Marked, summary.FailedSequences);
        AssertFigures(models);

        // The mark lies in the three forward frames of each.
        Assert.Equal(3 * FaultFreeRun.Marked.Count, models.FailedRowsOf(FaultyModels.Dnabert));
        Assert.Equal(0, models.FailedRowsOf(FaultyModels.Esm));
        Assert.Equal(WithoutMarked(faultFree.Frames), WithoutMarked(_run.Frames));
        Assert.Equal(WithoutMarked(faultFree.Chunks), WithoutMarked(_run.Chunks));
        Assert.DoesNotContain("NaN", _run.Frames, StringComparison.OrdinalIgnoreCase);
        Assert.Contains(_run.Loggers.Warnings, warning => warning.StartsWith("sequence 's", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(4, 3)]
    public void OutOfMemoryBesidesOtherFailuresChangesNoFile(int deviceCount, int k)
    {
        using var models = new FaultyModels(new FakeModels(deviceCount))
        {
            LargestBatchTokens = 900,
            Fails = (_, _, call) => k > 0 && call % k == 0,
        };

        AssertAsWithoutFaults(models, Run(models, deviceCount));
    }

    [Theory]
    [InlineData(2, 0)]
    [InlineData(4, 3)]
    public void OverflowInReducedPrecisionChangesNoFile(int deviceCount, int k)
    {
        using var models = new FaultyModels(new FakeModels(deviceCount))
        {
            Overflows = HasMark,
            Fails = (_, _, call) => k > 0 && call % k == 0,
        };

        var summary = Run(models, deviceCount);

        AssertAsWithoutFaults(models, summary);
        Assert.Equal(models.OverflowCount, Figure("DNABERT-S FP32 recomputations"));
        Assert.Equal(3 * FaultFreeRun.Marked.Count, models.OverflowCount);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void RealModelsGiveTheSameBytesAfterADeviceDied(int callsBeforeDeath)
    {
        var options = (PredictOptions predict) => predict with
        {
            ModelsDirectory = faultFree.DemoModelsDirectory, Compute = new() { Device = "cpu:0,cpu:1", Threads = 2 },
        };
        var input = Fixture.Path("e2e/input.fa");
        using (var healthy = LibtorchModels.Open(faultFree.DemoModelsDirectory, new ComputeOptions { Threads = 1 }))
        {
            _run.Run(healthy, input, options);
        }

        (var frames, var chunks) = (_run.Frames, _run.Chunks);
        using var dead = new ManualResetEventSlim();
        using var models = new FaultyModels(LibtorchModels.Open(faultFree.DemoModelsDirectory, new ComputeOptions { Threads = 1 }))
        {
            Fails = (device, model, call) => device == "cpu:0" && model == FaultyModels.Esm && call > callsBeforeDeath,
            Died = _ => dead.Set(),
            BeforeLoad = device =>
            {
                if (device == "cpu:1")
                {
                    dead.Wait();
                }
            },
        };

        _run.Run(models, input, predict => options(predict) with { Force = true });

        Assert.Equal(["cpu:0"], models.DeadDevices);
        Assert.Empty(models.Violations);
        Assert.Equal(frames, _run.Frames);
        Assert.Equal(chunks, _run.Chunks);
    }

    [Fact]
    public void RealClassifierListsAFrameWithoutAnEmbedding()
    {
        using var models = new FaultyModels(LibtorchModels.Open(faultFree.DemoModelsDirectory, new ComputeOptions { Threads = 1 }))
        {
            // More tokens than any other sequence has bases.
            IsPoison = tokens => tokens.Length > 150,
        };

        var summary = _run.Run(
            models,
            _run.Input($"{MadeUpFasta.WithOpenFrames(12, 48)}>long\n{string.Concat(Enumerable.Repeat("GCC", 160))}\n"),
            predict => predict with { Compute = new() { Device = "cpu:0", Threads = 1 } });

        Assert.Equal(["long"], summary.FailedSequences);
        Assert.DoesNotContain("NaN", _run.Frames, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void ManyFailuresMakeFewLines()
    {
        using var models = new FaultyModels(new FakeModels(1)) { Fails = (_, model, call) => model == FaultyModels.Esm && call % 2 == 0 };

        Run(models, deviceCount: 1);

        // The first five, then each doubling.
        var retries = models.RetriesOf(FaultyModels.Esm);
        Assert.True(retries > 8);
        Assert.Equal(5 + (int)Math.Log2(retries) - 2, _run.Loggers.Warnings.Count());
    }

    public void Dispose() => _run.Dispose();

    private RunSummary Run(FaultyModels models, int deviceCount) => _run.Run(
        models,
        faultFree.InputPath,
        options => options with
        {
            // So small that a shard takes a dozen batches of each model.
            ClassifierBatchRows = 256,
            Compute = new() { Gpus = [.. Enumerable.Range(0, deviceCount)], DnabertBatchTokens = 2048, EsmBatchTokens = 1024 },
        });

    private void AssertAsWithoutFaults(FaultyModels models, RunSummary summary)
    {
        Assert.Equal(faultFree.Frames, _run.Frames);
        Assert.Equal(faultFree.Chunks, _run.Chunks);
        Assert.Empty(summary.FailedSequences);
        Assert.Equal(0, Figure("DNABERT-S failed sequences") + Figure("ESM-2 failed sequences"));
        AssertFigures(models);
    }

    private void AssertFigures(FaultyModels models)
    {
        Assert.Empty(models.Violations);
        Assert.Equal(models.RetriesOf(FaultyModels.Dnabert), Figure("DNABERT-S batches tried again"));
        Assert.Equal(models.RetriesOf(FaultyModels.Esm), Figure("ESM-2 batches tried again"));
        Assert.Equal(models.FailedRowsOf(FaultyModels.Dnabert), Figure("DNABERT-S failed sequences"));
        Assert.Equal(models.FailedRowsOf(FaultyModels.Esm), Figure("ESM-2 failed sequences"));
    }

    /// <summary>A figure of the summary block; 0 where it is not shown.</summary>
    private long Figure(string name)
    {
        var summary = _run.Loggers.Entries.Last(entry => entry.Level == LogLevel.Information).Message;
        var match = Regex.Match(summary, $@"^  {Regex.Escape(name)} +([\d,]+)$", RegexOptions.Multiline);
        return match.Success ? long.Parse(match.Groups[1].Value, NumberStyles.AllowThousands, CultureInfo.InvariantCulture) : 0;
    }

    private static IEnumerable<string> WithoutMarked(string table) => table.Split('\n').Where(
        line => !FaultFreeRun.Marked.Any(id => line.StartsWith($"{id}_chunk_", StringComparison.Ordinal)));

    private static bool HasMark(ReadOnlyMemory<int> tokens) => tokens.Span.IndexOf(MarkTokens) >= 0;
}
