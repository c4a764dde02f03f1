using VirNucPro.Models;
using VirNucPro.Models.Demo;
using VirNucPro.Pipeline.Contigs;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests;

public sealed class PredictRunTests : IDisposable
{
    private const string FrameHeader = "Sequence_ID\tPrediction\tscore1\tscore2\n";
    private const string ChunkHeader = "Modified_ID\tIs_Virus\tmax_score_0\tmax_score_1\n";

    private readonly PredictFixture _run = new();

    [Theory]
    [InlineData(300)]
    [InlineData(500)]
    public void IntermediateFilesAreTheReferencesByteForByte(int chunkLengthBp)
    {
        var summary = _run.Run(
            new FakeModels(),
            Fixture.Path("e2e/input.fa"),
            options => options with { ExpectedLengthBp = chunkLengthBp, KeepIntermediate = true });

        foreach ((var ours, var theirs) in ((string, string)[])
            [
                ($"input_chunked{chunkLengthBp}.fa", $"input_chunked{chunkLengthBp}.fa"),
                ("input_nucleotide.fa", "input_identified_nucleotide.fa"),
                ("input_protein.faa", "input_identified_protein.faa"),
            ])
        {
            Assert.Equal(
                File.ReadAllBytes(Fixture.Path($"e2e/chunk{chunkLengthBp}/{theirs}")),
                File.ReadAllBytes(Path.Combine(_run.Output, ours)));
        }

        Assert.Equal(40, summary.Sequences);
        Assert.Equal(9, summary.Files.Count);
    }

    [Fact]
    public void RowsFollowTheInput()
    {
        _run.Run(new FakeModels(), Fixture.Path("e2e/input.fa"));

        string[] expected = [.. NamesIn(Fixture.Text("e2e/chunk500/vanilla/prediction_results.txt"))];
        Assert.Equal(expected, NamesIn(_run.Frames));
    }

    [Fact]
    public void FilesAreTheSameWhateverTheNumberOfDevices()
    {
        var input = _run.Input(MadeUpFasta.WithOpenFrames(3 * PredictShard.DefaultChunkCount, 20));
        _run.Run(new FakeModels(), input, AtHundredBases);
        (var frames, var chunks) = (_run.Frames, _run.Chunks);
        using var secondDeviceAtWork = new ManualResetEventSlim();
        var models = new FakeModels(cudaCount: 2)
        {
            BeforeBatch = device =>
            {
                // The first device does nothing until the second has begun: shards end out of order.
                if (device == "cuda:1")
                {
                    secondDeviceAtWork.Set();
                }
                else
                {
                    secondDeviceAtWork.Wait();
                }
            },
        };

        var summary = _run.Run(
            models, input, options => AtHundredBases(options) with { Force = true, Compute = new() { Gpus = [0, 1] } });

        Assert.Equal("cuda:0, cuda:1", summary.Device);
        Assert.Equal(2, models.Batches.Select(batch => batch.Device).Distinct().Count());
        Assert.Equal(frames, _run.Frames);
        Assert.Equal(chunks, _run.Chunks);
    }

    [Fact]
    public void EqualFramesAreEmbeddedOnceAndAllGetTheirScores()
    {
        var record = MadeUpFasta.WithOpenFrames(1, 30);
        var models = new FakeModels();

        _run.Run(models, _run.Input(string.Concat(Enumerable.Repeat(record, 50))));

        // Without the ids, which are made unique.
        string[] rows = [.. _run.Frames.TrimEnd('\n').Split('\n').Skip(1).Select(row => row[row.IndexOf("_chunk_", StringComparison.Ordinal)..])];
        Assert.Equal(rows.Distinct().Count() * 50, rows.Length);
        Assert.Equal(rows.Distinct().Count(), models.Batches.Where(batch => batch.Model == "esm2").Sum(batch => batch.Rows));
    }

    [Fact]
    public void OutOfMemoryHalvesTheBatchesAndChangesNothingElse()
    {
        var input = Fixture.Path("e2e/input.fa");
        _run.Run(new FakeModels(), input);
        var expected = _run.Frames;

        _run.Run(new FakeModels { LargestBatchTokens = 700 }, input, options => options with { Force = true });

        Assert.Equal(expected, _run.Frames);
    }

    [Fact]
    public void DemoModelsMarkEveryTableAndTheSummary()
    {
        var summary = _run.Run(new FakeModels { IsDemo = true }, Fixture.Path("e2e/input.fa"));

        Assert.True(summary.IsDemo);
        Assert.StartsWith($"# {DemoModels.Notice}\n{FrameHeader}", _run.Frames, StringComparison.Ordinal);
        Assert.StartsWith($"# {DemoModels.Notice}\n{ChunkHeader}", _run.Chunks, StringComparison.Ordinal);
        Assert.StartsWith($"# {DemoModels.Notice}\nID\tcall\t", _run.Contigs, StringComparison.Ordinal);
        Assert.Contains(_run.Loggers.Entries, entry => entry.Message.Contains(DemoModels.Notice, StringComparison.Ordinal));
    }

    [Fact]
    public void RealModelsLeaveNoComment()
    {
        _run.Run(new FakeModels(), Fixture.Path("e2e/input.fa"));

        Assert.StartsWith(FrameHeader, _run.Frames, StringComparison.Ordinal);
        Assert.StartsWith(ChunkHeader, _run.Chunks, StringComparison.Ordinal);
    }

    // Sequences of three chunks, in shards of four; the models score some chunks alike, some not at all.
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ContigsAreCalledAsFromTheTableOfChunks(bool isDemo)
    {
        var input = _run.Input($"{MadeUpFasta.WithOpenFrames(40, 90)}>nothing\n>stops\nA\n");
        var models = new FakeModels { IsDemo = isDemo };

        var summary = _run.Run(models, input, options => AtHundredBases(options) with { ShardChunks = 4, ContigRules = new() { MinChunks = 3, MinViralProportion = 0.4 } });

        var called = Path.Combine(_run.Output, "called.tsv");
        var calls = ContigCallRun.Execute(
            new ContigCallOptions
            {
                ScoresPath = Path.Combine(_run.Output, "prediction_results_highestscore.csv"),
                OutputPath = called,
                Rules = new() { MinChunks = 3, MinViralProportion = 0.4 },
            },
            CancellationToken.None);
        Assert.Equal(File.ReadAllText(called), _run.Contigs);
        Assert.Equal(calls.Calls, summary.Calls);
        Assert.Equal(40, summary.Calls.Called);
        Assert.Equal(42, summary.Sequences);
        Assert.InRange(summary.Calls.Viral, 1, 39);
        Assert.DoesNotContain("stops", _run.Contigs, StringComparison.Ordinal);
    }

    [Fact]
    public void RulesThatMakeNoSenseAreRefused()
    {
        var failure = _run.Fail(
            new FakeModels(), Fixture.Path("e2e/input.fa"), options => options with { ContigRules = new() { MinViralProportion = 2 } });

        Assert.Equal((FailureKind.Usage, "--min-viral-prop takes a share from 0 to 1, not 2."), (failure.Kind, failure.Message));
        Assert.False(Directory.Exists(_run.Output));
    }

    [Fact]
    public void EmptyRecordIsNamedAndDoesNotStopTheRun()
    {
        var summary = _run.Run(new FakeModels(), _run.Input($">nothing\n{MadeUpFasta.WithOpenFrames(1, 30)}"));

        Assert.Equal(2, summary.Sequences);
        Assert.Equal(1, summary.EmptySequences);
        Assert.Equal(1, summary.Chunks);
        Assert.Contains("'nothing' (record 1)", Assert.Single(_run.Loggers.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void InputWithoutAnOpenFrameGivesHeadersAndAWarning()
    {
        var summary = _run.Run(new FakeModels(), _run.Input(">a\nA\n"));

        Assert.Equal(1, summary.ChunksWithoutFrames);
        Assert.Equal(FrameHeader, _run.Frames);
        Assert.Equal(ChunkHeader, _run.Chunks);
        Assert.Contains("nothing to predict", Assert.Single(_run.Loggers.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public void FolderThatHoldsSomethingIsRefusedWithTheRemedy()
    {
        Directory.CreateDirectory(_run.Output);
        File.WriteAllText(Path.Combine(_run.Output, "thesis.doc"), "");

        var failure = _run.Fail(new FakeModels(), Fixture.Path("e2e/input.fa"));

        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.Contains("--force", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LogOfAnEarlierRunIsNoReasonToRefuse()
    {
        Directory.CreateDirectory(_run.Output);
        File.WriteAllText(Path.Combine(_run.Output, "virnucpro.log"), "");

        var summary = _run.Run(new FakeModels(), Fixture.Path("e2e/input.fa"));

        Assert.True(File.Exists(summary.Files[0]));
    }

    [Fact]
    public void ForceRemovesIntermediateFilesThatThisRunDidNotWrite()
    {
        var input = Fixture.Path("e2e/input.fa");
        _run.Run(new FakeModels(), input, options => options with { KeepIntermediate = true });

        _run.Run(new FakeModels(), input, options => options with { Force = true });

        Assert.Equal(
            ["contigs.tsv", "prediction_results.txt", "prediction_results_highestscore.csv", "report.html", "run.db", "summary.json", "viral.fasta"],
            Directory.GetFiles(_run.Output).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void CancellationLeavesNothingBehind()
    {
        using var stop = new CancellationTokenSource();
        var models = new FakeModels { BeforeBatch = _ => stop.Cancel() };

        Assert.Throws<OperationCanceledException>(
            () => _run.Run(models, Fixture.Path("e2e/input.fa"), cancellation: stop.Token));

        Assert.False(Directory.Exists(_run.Output));
        Assert.True(models.IsDisposed);
    }

    [Fact]
    public void MissingInputIsNamed()
    {
        var failure = _run.Fail(new FakeModels(), "no/such.fa");

        Assert.Equal(FailureKind.InputMissing, failure.Kind);
        Assert.Contains("no/such.fa", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("not FASTA")]
    public void InputWithoutASequenceIsBadInput(string text)
    {
        var failure = _run.Fail(new FakeModels(), _run.Input(text));

        Assert.Equal(FailureKind.BadInput, failure.Kind);
        Assert.Contains("reads.fa", failure.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_run.Output));
    }

    [Fact]
    public void FrameThatDoesNotFitIntoMemoryIsNamed()
    {
        var failure = _run.Fail(
            new FakeModels { LargestBatchTokens = 10 }, _run.Input($">nothing\n{MadeUpFasta.WithOpenFrames(1, 30)}"));

        Assert.Equal(FailureKind.OutOfMemory, failure.Kind);
        Assert.StartsWith("sequence 's0' (record 2), frame s0_chunk_1F1: ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ClassifierFailureIsUnavailableAndLeavesNothing()
    {
        var models = new FakeModels { Classify = _ => throw new ModelException("the weights are damaged.") };

        var failure = _run.Fail(models, Fixture.Path("e2e/input.fa"));

        Assert.Equal(FailureKind.Unavailable, failure.Kind);
        Assert.Equal("the weights are damaged.", failure.Message);
        Assert.False(Directory.Exists(_run.Output));
    }

    [Fact]
    public void UnknownFailureIsGeneralAndNamesItsType()
    {
        var models = new FakeModels { Classify = _ => throw new InvalidDataException("odd") };

        var failure = _run.Fail(models, Fixture.Path("e2e/input.fa"));

        Assert.Equal(FailureKind.General, failure.Kind);
        Assert.Contains("InvalidDataException: odd", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ProgressEndsWithEverythingDone()
    {
        var progress = new LastProgress();

        var summary = _run.Run(new FakeModels(), Fixture.Path("e2e/input.fa"), progress: progress);

        Assert.Equal(1.0, progress.Last!.DoneFraction);
        Assert.Equal(summary.Sequences, progress.Last.Sequences);
        Assert.Equal(summary.Chunks, progress.Last.Chunks);
        Assert.Equal(summary.Frames, progress.Last.Frames);
        Assert.Equal(["DNABERT-S", "ESM-2"], progress.Last.Encoders.Select(encoder => encoder.Name));
        Assert.All(progress.Last.Encoders, encoder => Assert.Equal(1, encoder.DoneFraction, 1e-9));
    }

    [Fact]
    public void ModelsAreReadOnlyOnceTheInputIsKnownToBeFasta()
    {
        var input = _run.Input("");
        var opened = false;

        Assert.Throws<RunFailedException>(() => PredictRun.Execute(
            new PredictOptions { InputPaths = [input], ModelsDirectory = "models", OutputDirectory = _run.Output },
            (_, _) =>
            {
                opened = true;
                return new FakeModels();
            },
            _run.Loggers,
            TimeProvider.System,
            null,
            CancellationToken.None));

        Assert.False(opened);
    }

    public void Dispose() => _run.Dispose();

    private static PredictOptions AtHundredBases(PredictOptions options) => options with { ExpectedLengthBp = 100 };

    private static IEnumerable<string> NamesIn(string table) =>
        table.TrimEnd('\n').Split('\n').Skip(1).Select(line => line.Split('\t')[0]);
}
