using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Checkpoints;

/// <summary>What a run makes of the run that it finds in its output folder.</summary>
public sealed class ResumeTests : IDisposable
{
    private const int ShardCount = 5;
    private const int ChunksPerShard = 4;
    private const int ChunkLengthBp = 100;

    private readonly PredictFixture _run = new();
    private readonly string[] _records =
    [
        .. MadeUpFasta.WithOpenFrames((ShardCount * ChunksPerShard) - 1, 20).Split('>', StringSplitOptions.RemoveEmptyEntries)
            .Select(record => $">{record}"),
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(ShardCount)]
    public void ResumedRunWritesTheFilesOfAnUninterruptedOne(int failingShard)
    {
        var input = Input(_records);
        (var frames, var chunks) = Uninterrupted(input);
        Interrupt(input, failingShard);
        var scored = 0;

        var summary = Run(
            new FakeModels { BeforeScore = () => scored++ }, input, options => options with { Resume = true });

        Assert.Equal(failingShard - 1, summary.ReusedShards);
        Assert.Equal(ShardCount, summary.Shards);
        Assert.Equal(ShardCount - failingShard + 1, scored);
        Assert.Equal(frames, _run.Frames);
        Assert.Equal(chunks, _run.Chunks);
    }

    /// <summary>What was read is as it was; what came behind it is computed, and nothing of that is lost.</summary>
    [Fact]
    public void FinishedRunGoesOnWithInputThatWasAppendedToIt()
    {
        var (frames, chunks) = Uninterrupted(Input(_records));
        Run(new FakeModels(), Input(_records[..(2 * ChunksPerShard)]), options => options with { Force = true });

        var summary = Run(new FakeModels(), Input(_records), options => options with { Resume = true });

        Assert.Equal((2, ShardCount), (summary.ReusedShards, summary.Shards));
        Assert.Equal((frames, chunks), (_run.Frames, _run.Chunks));
    }

    [Fact]
    public void ResumedRunWritesTheIntermediateFilesOfReusedShardsToo()
    {
        var input = Input(_records);
        Run(new FakeModels(), input, options => options with { KeepIntermediate = true });
        string[] names = ["reads_chunked100.fa", "reads_nucleotide.fa", "reads_protein.faa"];
        string[] expected = [.. names.Select(name => File.ReadAllText(Path.Combine(_run.Output, name)))];
        Interrupt(input, 3);

        Run(new FakeModels(), input, options => options with { Resume = true, KeepIntermediate = true });

        Assert.Equal(expected, names.Select(name => File.ReadAllText(Path.Combine(_run.Output, name))));
        Assert.DoesNotContain(Directory.GetFiles(_run.Output), path => path.EndsWith(".tmp", StringComparison.Ordinal));
    }

    // Sequences of three chunks lie across shards of four.
    [Theory]
    [InlineData(2)]
    [InlineData(9)]
    public void ResumedRunWritesTheSequencesOfReusedShardsToo(int failingShard)
    {
        var input = _run.Input(MadeUpFasta.WithOpenFrames(12, 90));
        string[] names = ["viral.fasta", "nonviral.fa.gz", "regions.fa"];
        Run(new FakeModels(), input, WithSequences);
        byte[][] expected = [.. names.Select(Bytes)];
        Interrupt(input, failingShard);

        var summary = Run(new FakeModels(), input, options => WithSequences(options) with { Resume = true });

        Assert.Equal(failingShard - 1, summary.ReusedShards);
        Assert.Equal(expected, names.Select(Bytes));
        Assert.All(expected, bytes => Assert.NotEmpty(bytes));

        static PredictOptions WithSequences(PredictOptions options) => options with
        {
            SequenceFiles = new() { Nonviral = "nonviral.fa.gz", ViralRegions = "regions.fa" },
        };
    }

    [Fact]
    public void InterruptedRunIsNotTakenUpUnasked()
    {
        var input = Input(_records);
        Interrupt(input, 3);

        var failure = Fail(input);

        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.Contains("after 2 shard(s)", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--resume", failure.Message, StringComparison.Ordinal);
        Assert.Contains("--force", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RunInterruptedInItsFirstShardLeavesNothingAndStartsAnew()
    {
        var input = Input(_records);

        Interrupt(input, 1);

        Assert.False(Directory.Exists(_run.Output));
        Assert.Equal(0, Run(new FakeModels(), input).ReusedShards);
    }

    [Fact]
    public void ResumeOfNothingIsAFreshRun()
    {
        var summary = Run(new FakeModels(), Input(_records), options => options with { Resume = true });

        Assert.Equal(0, summary.ReusedShards);
        Assert.False(summary.WasFinished);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FinishedRunHasNothingToDoAndLoadsNoModel(bool resume)
    {
        var input = Input(_records);
        var first = Run(new FakeModels(), input);
        string[] files = [.. Directory.GetFiles(_run.Output).Order()];
        var models = new FakeModels { BeforeLoad = () => Assert.Fail("A model was loaded.") };

        var summary = Run(models, input, options => options with { Resume = resume });

        Assert.True(summary.WasFinished);
        Assert.Empty(summary.Files);
        Assert.Equal(files, Directory.GetFiles(_run.Output).Order());
        Assert.Equal(
            (first.Sequences, first.Chunks, first.Frames, first.ViralChunks),
            (summary.Sequences, summary.Chunks, summary.Frames, summary.ViralChunks));
        Assert.Contains("skipped (checkpoint)", _run.Loggers.Entries.Last().Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("prediction_results.txt")]
    [InlineData("contigs.tsv")]
    [InlineData("viral.fasta")]
    public void MissingResultFilesOfAFinishedRunAreWrittenAgain(string missing)
    {
        var input = Input(_records);
        string[] names = ["prediction_results.txt", "prediction_results_highestscore.csv", "contigs.tsv", "viral.fasta"];
        Run(new FakeModels(), input);
        byte[][] expected = [.. names.Select(Bytes)];
        File.Delete(Path.Combine(_run.Output, missing));

        var summary = Run(new FakeModels { BeforeLoad = () => Assert.Fail("A model was loaded.") }, input);

        Assert.True(summary.WasFinished);
        string[] written = [.. names, "report.html", "summary.json"];
        Assert.Equal(written.Order(), summary.Files.Select(Path.GetFileName).Order());
        Assert.Equal(expected, names.Select(Bytes));
    }

    [Fact]
    public void FinishedRunThatIsAskedForMoreSequencesWritesThem()
    {
        var input = Input(_records);
        Run(new FakeModels(), input);

        var summary = Run(new FakeModels(), input, options => options with { SequenceFiles = new() { ViralRegions = "regions.fa" } });

        Assert.True(summary.WasFinished);
        Assert.Contains("regions.fa", summary.Files.Select(Path.GetFileName));
        Assert.NotEmpty(Bytes("regions.fa"));
    }

    [Fact]
    public void ForceStartsOver()
    {
        var input = Input(_records);
        Interrupt(input, 3);

        var summary = Run(new FakeModels(), Input(_records[1..]), options => options with { Force = true });

        Assert.Equal(0, summary.ReusedShards);
        Assert.Equal(_records.Length - 1, summary.Sequences);
    }

    [Fact]
    public void OtherOptionsAreRefusedByName()
    {
        var input = Input(_records);
        Interrupt(input, 3);

        AssertRefused(input, "another chunk length (was 100 bp, is 90 bp)", options => options with { ExpectedLengthBp = 90 });
        AssertRefused(input, "another shard size (was 4 chunks, is 5 chunks)", options => options with { ShardChunks = 5 });
        AssertRefused(input, "another precision (was fp32, is bf16)", options => options with { Compute = new() { Precision = "bf16" } });
        AssertRefused(
            input,
            "another ESM-2 weights (was e1, is abc)",
            options => options,
            new FakeModels { Identity = [.. new FakeModels().Identity.Where(part => part.Name != "ESM-2 weights"), new("ESM-2 weights", "abc")] });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void OtherRulesOfACallAreRefusedAndPointToTheCommandThatAppliesThem(bool isFinished)
    {
        var input = Input(_records);
        if (isFinished)
        {
            Run(new FakeModels(), input);
        }
        else
        {
            Interrupt(input, 3);
        }

        AssertRefused(
            input,
            "another min chunks (was 5, is 3), another min viral proportion (was 0.1, is 0.25), another min nonviral proportion (was 0.1, is 1E-05)",
            options => options with { ContigRules = new() { MinChunks = 3, MinViralProportion = 0.25, MinNonviralProportion = 1e-5 } });
        AssertRefused(
            input,
            "To call the contigs of a finished run by other rules: virnucpro contigs prediction_results_highestscore.csv",
            options => options with { ContigRules = new() { MinChunks = 3 } });
    }

    [Fact]
    public void OtherInputIsRefusedByTheRecord()
    {
        Interrupt(Input(_records), 4);

        AssertInputRefused("record 6 ('s5') has other bases", Changed(5, record => record.Replace("\nG", "\nA", StringComparison.Ordinal).Replace("\nC", "\nA", StringComparison.Ordinal)));
        AssertInputRefused("record 6 is 'new', it was 's5' (record 6)", Changed(5, record => record.Replace(">s5", ">new", StringComparison.Ordinal)));
        AssertInputRefused("record 1 is 's1', it was 's0' (record 1)", _records[1..]);
        AssertInputRefused("record 10 is 's10', it was 's9' (record 10)", [.. _records[..9], .. _records[10..]]);
        AssertInputRefused("it ends before record 11 ('s10') of the earlier run", _records[..10]);
        AssertInputRefused("it ends before record 9 ('s8') of the earlier run", _records[..8]);
    }

    [Fact]
    public void SeveralInputsWithRepeatedIdsAreResumedAndADifferenceNamesItsFile()
    {
        var first = _run.Input(string.Concat(_records[..8]), "first.fa");
        var second = _run.Input(string.Concat(_records), "second.fa");
        Run(new FakeModels(), first, Both);
        var (frames, chunks) = (_run.Frames, _run.Chunks);
        Assert.Contains("s0_1_chunk_1\t", chunks, StringComparison.Ordinal);

        Interrupt(first, 4, Both);
        var summary = Run(new FakeModels(), first, options => Both(options) with { Resume = true });

        Assert.True(summary.ReusedShards > 2);
        Assert.Equal((frames, chunks), (_run.Frames, _run.Chunks));
        _run.Input(string.Concat(Changed(3, record => record.Replace("\nG", "\nA", StringComparison.Ordinal).Replace("\nC", "\nA", StringComparison.Ordinal))), "second.fa");
        AssertRefused(first, $"record 4 of {second} ('s3_1') has other bases", Both);

        PredictOptions Both(PredictOptions options) => options with { InputPaths = [first, second] };
    }

    [Fact]
    public void LongerInputIsRefusedOnceItsLastShardWasDone()
    {
        Run(new FakeModels(), Input(_records));

        AssertInputRefused("record 20 ('s0_1') is longer or new", [.. _records, _records[0]]);
    }

    [Fact]
    public void ShardsBeforeABadRecordAreKept()
    {
        // Long enough that the bad record is read only when the first shards are done.
        string[] records = [.. Enumerable.Range(0, 3).SelectMany(copy => _records.Select(record => record.Replace(">", $">{copy}", StringComparison.Ordinal)))];
        (var frames, _) = Uninterrupted(Input(records));
        string[] broken = [.. records[..^2], ">bad\n\0\n", records[^1]];

        var failure = Fail(Input(broken));
        var summary = Run(new FakeModels(), Input(records), options => options with { Resume = true });

        Assert.Equal(FailureKind.BadInput, failure.Kind);
        Assert.InRange(summary.ReusedShards, 1, summary.Shards - 1);
        Assert.Equal(frames, _run.Frames);
    }

    [Fact]
    public void ResumeComputesShardsWithFailedFramesAgain()
    {
        var input = Input(_records);
        (var frames, var chunks) = Uninterrupted(input);
        var count = 0;
        var failing = new FakeModels { Classify = features => ++count == 6 ? (float.NaN, float.NaN) : FakeModels.ScoreOf(features) };
        var first = Run(failing, input, options => options with { Force = true });
        var again = Run(new FakeModels(), input);

        var resumed = Run(new FakeModels(), input, options => options with { Resume = true });

        Assert.Single(first.FailedSequences);
        Assert.True(again.WasFinished);
        Assert.Equal(first.FailedSequences, again.FailedSequences);
        Assert.Empty(resumed.FailedSequences);
        Assert.Equal(ShardCount - 1, resumed.ReusedShards);
        Assert.Equal(frames, _run.Frames);
        Assert.Equal(chunks, _run.Chunks);
    }

    [Fact]
    public void FullDiskNamesTheFolderAndLeavesWhatResumes()
    {
        var input = Input(_records);
        (var frames, _) = Uninterrupted(input);
        Interrupt(input, ShardCount);
        var full = Path.Combine(_run.Output, "prediction_results.txt.tmp");

        var failure = Fail(
            input,
            options => options with { Resume = true },
            new FakeModels { BeforeScore = () => File.CreateSymbolicLink(full, "/dev/full") });
        string[] left = [.. Directory.GetFileSystemEntries(_run.Output).Select(entry => Path.GetFileName(entry))];
        var summary = Run(new FakeModels(), input, options => options with { Resume = true });

        Assert.Equal(FailureKind.InputOutput, failure.Kind);
        Assert.StartsWith($"No space left on device while writing to {_run.Output}.", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["run.db"], left);
        Assert.Equal(ShardCount, summary.ReusedShards);
        Assert.Equal(frames, _run.Frames);
    }

    [Fact]
    public void FolderInUseIsRefused()
    {
        var input = Input(_records);
        Interrupt(input, 3);
        using var other = RunDatabase.Open(Path.Combine(_run.Output, "run.db"));

        foreach (var change in (Func<PredictOptions, PredictOptions>[])
            [
                options => options with { Resume = true },
                options => options with { Force = true },
            ])
        {
            var failure = Fail(input, change);

            Assert.Equal(FailureKind.CheckpointRefused, failure.Kind);
            Assert.Contains("in use", failure.Message, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _run.Dispose();

    private static PredictOptions Small(PredictOptions options) =>
        options with { ExpectedLengthBp = ChunkLengthBp, ShardChunks = ChunksPerShard };

    private string Input(IEnumerable<string> records) => _run.Input(string.Concat(records));

    private string[] Changed(int record, Func<string, string> change) =>
        [.. _records[..record], change(_records[record]), .. _records[(record + 1)..]];

    private byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(_run.Output, name));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void WhatARunLeftThatEndedBeforeItsDatabaseWasThereIsInNobodysWay(bool resume)
    {
        var input = Input(_records);
        (var frames, _) = Uninterrupted(input);
        Directory.CreateDirectory(_run.Output);
        File.WriteAllText(Path.Combine(_run.Output, "viral.fasta.tmp"), ">half a rec");
        File.WriteAllText(Path.Combine(_run.Output, "virnucpro.log"), "");

        Run(new FakeModels(), input, options => options with { Resume = resume });

        Assert.Equal(frames, _run.Frames);
        Assert.Empty(Directory.GetFiles(_run.Output, "*.tmp"));
    }

    private RunSummary Run(FakeModels models, string input, Func<PredictOptions, PredictOptions>? change = null) =>
        _run.Run(models, input, options => change?.Invoke(Small(options)) ?? Small(options));

    private RunFailedException Fail(string input, Func<PredictOptions, PredictOptions>? change = null, FakeModels? models = null) =>
        _run.Fail(models ?? new FakeModels(), input, options => change?.Invoke(Small(options)) ?? Small(options));

    private (string Frames, string Chunks) Uninterrupted(string input)
    {
        Run(new FakeModels(), input);
        (string, string) files = (_run.Frames, _run.Chunks);
        Directory.Delete(_run.Output, recursive: true);
        return files;
    }

    /// <summary>Leaves a run that was stopped in a shard, counted from 1.</summary>
    private void Interrupt(string input, int shard, Func<PredictOptions, PredictOptions>? change = null)
    {
        var scored = 0;
        var models = new FakeModels
        {
            BeforeScore = () =>
            {
                if (++scored == shard)
                {
                    throw new InvalidDataException("stop");
                }
            },
        };
        Fail(input, options => (change?.Invoke(options) ?? options) with { Force = true }, models);
    }

    private void AssertRefused(
        string input, string expected, Func<PredictOptions, PredictOptions> change, FakeModels? models = null)
    {
        var failure = Fail(input, options => change(options) with { Resume = true }, models);

        Assert.Equal(FailureKind.CheckpointRefused, failure.Kind);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains("--force", failure.Message, StringComparison.Ordinal);
    }

    private void AssertInputRefused(string expected, IEnumerable<string> records) =>
        AssertRefused(Input(records), expected, options => options);
}
