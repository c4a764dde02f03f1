using Microsoft.Extensions.Logging.Abstractions;
using VirNucPro.Models.Demo;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Tests.Support;
using VirNucPro.Pipeline.Verification;

namespace VirNucPro.Pipeline.Tests.Merging;

/// <summary>Runs that are computed in parts; on demo models, whose scores depend in their last bits on the batch as real ones' do.</summary>
public sealed class MergeRunTests : IDisposable
{
    private const int ShardChunks = 4;

    // In the output folders; the report and the summary hold times.
    private static readonly string[] ResultFiles =
    [
        "prediction_results.txt", "prediction_results_highestscore.csv", "contigs.tsv", "viral.fasta", "nonviral.fasta", "regions.fasta",
        "reads_chunked500.fa", "reads_nucleotide.fa", "reads_protein.faa",
    ];

    private readonly TemporaryFolder _folder = new();

    public MergeRunTests() => DemoModels.Write(_folder.Path("models"));

    /// <summary>Sequences of 1 to 12 chunks, so that some begin in one part and end in another.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(7)]
    [InlineData(64)]
    public void MergedFilesAreThoseOfARunThatWasNotDivided(int count)
    {
        var input = MixedInput();
        Predict(input, "whole", options => options with { KeepIntermediate = true, SequenceFiles = AllSequenceFiles });
        var parts = PredictParts(input, count);

        var summary = Merge(parts.Reverse());

        Assert.All(ResultFiles, name => Assert.Equal(Bytes("whole", name), Bytes("merged", name)));
        Assert.Equal((17, 17), (summary.Sequences, summary.Calls.Called));
        Assert.NotEqual(0, Bytes("merged", "viral.fasta").Length + Bytes("merged", "nonviral.fasta").Length);
        Assert.True(File.Exists(_folder.Path("merged/report.html")) && File.Exists(_folder.Path("merged/summary.json")));
        Assert.All(parts, part => Assert.Equal([RunLayout.DatabaseName], Directory.GetFiles(part).Select(Path.GetFileName)));
    }

    [Fact]
    public void MergedRunIsARunLikeAnyOther()
    {
        var input = MixedInput();
        Merge(PredictParts(input, 3));
        var table = Bytes("merged", "contigs.tsv");

        var again = Predict(input, "merged", options => options with { Resume = true, KeepIntermediate = true, SequenceFiles = AllSequenceFiles });
        File.Delete(_folder.Path("merged/contigs.tsv"));
        Predict(input, "merged", options => options with { Resume = true });

        Assert.True(again.WasFinished);
        Assert.Equal(table, Bytes("merged", "contigs.tsv"));
        Assert.DoesNotContain(
            CheckpointFiles.Verify(_folder.Path("merged"), CancellationToken.None).Checks, check => check.Outcome == VerificationOutcome.Failed);
    }

    [Fact]
    public void MergingAgainFindsNothingToDo()
    {
        var parts = PredictParts(MixedInput(), 2);
        Merge(parts);
        var written = File.GetLastWriteTimeUtc(_folder.Path("merged/contigs.tsv"));

        Assert.True(Merge(parts).WasFinished);

        Assert.Equal(written, File.GetLastWriteTimeUtc(_folder.Path("merged/contigs.tsv")));
    }

    /// <summary>As after a kill between the database and the result files, or in the midst of the database.</summary>
    [Theory]
    [InlineData("run.db")]
    [InlineData("run.db.tmp")]
    public void MergingThatWasKilledIsDoneAgain(string left)
    {
        var parts = PredictParts(MixedInput(), 2);
        Merge(parts);
        var table = Bytes("merged", "contigs.tsv");
        Directory.CreateDirectory(_folder.Path("killed"));
        File.Copy(_folder.Path("merged/run.db"), _folder.Path($"killed/{left}"));
        if (left == RunLayout.DatabaseName)
        {
            using var file = RunFile.Open(_folder.Path("killed/run.db"), create: false);
            using var checksums = new RunChecksums(RunTables.ReadParameters(file));
            RunTables.WriteEnd(file, null, checksums);
        }
        else
        {
            File.WriteAllBytes(_folder.Path("killed/run.db.tmp-journal"), new byte[512]);
        }

        Merge(parts, "killed");

        Assert.Equal(table, Bytes("killed", "contigs.tsv"));
        Assert.Empty(Directory.GetFiles(_folder.Path("killed"), "*.tmp*"));
    }

    [Fact]
    public void PartThatIsMissingIsNamed()
    {
        var parts = PredictParts(MixedInput(), 4);

        var refusal = Refuse([parts[0], parts[3]]);

        Assert.StartsWith("2 of 4 parts are missing: 2, 3. ", refusal, StringComparison.Ordinal);
        Assert.EndsWith("--shard 2/4", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void PartThatIsThereTwiceIsNamed()
    {
        var parts = PredictParts(MixedInput(), 2);

        Assert.Equal(
            $"Part 1 of 2 is there twice: in {parts[0]} and in {parts[0]}. Leave one of them out.", Refuse([.. parts, parts[0]]));
    }

    [Fact]
    public void PartOfOtherOptionsIsNamedWithTheDifference()
    {
        var input = MixedInput();
        var parts = PredictParts(input, 2);
        Predict(input, "other", options => options with { Part = new RunPart(2, 2), ContigRules = new() { MinChunks = 9 } });

        Assert.Equal(
            $"{_folder.Path("other")} is no part of the run of {parts[0]}: they differ in min chunks (5, 9).", Refuse([parts[0], _folder.Path("other")]));
    }

    [Fact]
    public void PartOfADivisionIntoAnotherNumberIsNamed()
    {
        var input = MixedInput();
        var parts = PredictParts(input, 2);
        Predict(input, "other", options => options with { Part = new RunPart(2, 3) });

        Assert.Contains("they differ in number of parts (2, 3).", Refuse([parts[0], _folder.Path("other")]), StringComparison.Ordinal);
    }

    [Fact]
    public void PartOfAnotherInputIsNamed()
    {
        var parts = PredictParts(MixedInput(), 2);
        Predict(_folder.Write("short.fa", MadeUpFasta.WithOpenFrames(9, 400)), "other", options => options with { Part = new RunPart(2, 2) });

        Assert.Matches(
            @" the input of the one had 17 sequences in 1\d shards, that of the other 9 in \d\.$", Refuse([parts[0], _folder.Path("other")]));
    }

    /// <summary>As many sequences and shards, other letters: the input itself tells.</summary>
    [Fact]
    public void PartOfAnAlteredInputIsFoundByItsRecord()
    {
        var input = MixedInput();
        var parts = PredictParts(input, 2);
        var text = File.ReadAllText(input);
        var place = text.IndexOf("\nG", text.IndexOf(">s10", StringComparison.Ordinal), StringComparison.Ordinal);
        File.WriteAllText(input, string.Concat(text.AsSpan(0, place + 1), "C", text.AsSpan(place + 2)));
        Predict(input, "part2", options => options with { Part = new RunPart(2, 2), Force = true });

        var refusal = Assert.Throws<RunFailedException>(() => Merge(parts));

        Assert.Equal(FailureKind.CheckpointRefused, refusal.Kind);
        Assert.Contains("has other bases", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Path("merged/contigs.tsv")));
    }

    [Fact]
    public void UnfinishedPartIsNamedWithItsRemedy()
    {
        // So many shards that the first one is told of long before the last one is begun.
        var input = _folder.Write("reads.fa", MadeUpFasta.WithOpenFrames(120, 160));
        var parts = PredictParts(input, 2);
        Directory.Delete(parts[1], recursive: true);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsAny<OperationCanceledException>(() => Predict(
            input, "part2", options => options with { Part = new RunPart(2, 2) }, new StopAfterAShard(stop), stop.Token));

        Assert.Matches(@"^The part in .*part2 is not finished: \d+ shard\(s\) are done\. Go on with it, with the options that it had: virnucpro predict \.\.\. --shard 2/2 -o .*part2 --resume; then merge\.$", Refuse(parts));

        Predict(input, "part2", options => options with { Part = new RunPart(2, 2), Resume = true });
        Merge(parts);
        Predict(input, "whole");
        Assert.Equal(Bytes("whole", "prediction_results.txt"), Bytes("merged", "prediction_results.txt"));
    }

    [Fact]
    public void DamagedPartIsNamedWithItsRemedy()
    {
        var parts = PredictParts(MixedInput(), 2);
        using (var file = RunFile.Open(Path.Combine(parts[1], RunLayout.DatabaseName), create: false))
        {
            file.Execute("UPDATE frame SET virus = 0.5 WHERE shard = 3");
        }

        Assert.Matches(@"^The part in .*part2 is damaged \(shard 3 does not match its checksum\)\. Go on with it, .* -o .*part2 --resume; then merge\.$", Refuse(parts));
    }

    [Fact]
    public void ResultsDoNotReplaceOneOfTheParts()
    {
        var parts = PredictParts(MixedInput(), 2);
        Directory.CreateSymbolicLink(_folder.Path("link"), parts[0]);

        foreach (var output in (string[])["part1", "link", "part2/"])
        {
            var refusal = Assert.Throws<RunFailedException>(() => Merge(parts, output, options => options with { Force = true }));
            Assert.Equal(FailureKind.Usage, refusal.Kind);
        }

        Assert.NotEmpty(Merge(parts).Files);
    }

    /// <summary>As a salvage leaves a part whose session rows were damaged.</summary>
    [Fact]
    public void PartThatLostASessionIsMergedAllTheSame()
    {
        var input = MixedInput();
        var parts = PredictParts(input, 2);
        foreach (var part in parts)
        {
            using var file = RunFile.Open(Path.Combine(part, RunLayout.DatabaseName), create: false);
            file.Execute("DELETE FROM session");
        }

        Merge(parts, change: options => options with { InputPaths = [input] });

        Predict(input, "whole");
        Assert.Equal(Bytes("whole", "prediction_results.txt"), Bytes("merged", "prediction_results.txt"));
    }

    /// <summary>What a run says of sequences that failed, the merged one says too.</summary>
    [Fact]
    public void FailedSequencesOfThePartsAreThoseOfTheWholeRun()
    {
        var input = _folder.Write(
            "reads.fa",
            MadeUpFasta.WithOpenFrames(40, 30).Replace(">s3\n", ">s3\nGGTTGG", StringComparison.Ordinal).Replace(">s25\n", ">s25\nGGTTGG", StringComparison.Ordinal));
        var whole = PredictWithFailures(input, "whole", part: null);
        PredictWithFailures(input, "part1", new RunPart(1, 2));
        PredictWithFailures(input, "part2", new RunPart(2, 2));

        var merged = Merge([_folder.Path("part1"), _folder.Path("part2")]);

        Assert.Equal(["s3", "s25"], whole.FailedSequences);
        Assert.Equal(whole.FailedSequences, merged.FailedSequences);
        Assert.Equal(Bytes("whole", "prediction_results.txt"), Bytes("merged", "prediction_results.txt"));
    }

    [Fact]
    public void WholeRunIsNoPart()
    {
        Predict(MixedInput(), "whole");

        Assert.Contains("holds a whole run, not a part of one", Refuse([_folder.Path("whole")]), StringComparison.Ordinal);
    }

    [Fact]
    public void FolderWithoutARunIsNamed()
    {
        var refusal = Assert.Throws<RunFailedException>(() => Merge([_folder.Path("nothing")]));

        Assert.Equal(FailureKind.InputMissing, refusal.Kind);
        Assert.Contains(_folder.Path("nothing/run.db"), refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void InputThatHasMovedIsAskedFor()
    {
        var input = MixedInput();
        var parts = PredictParts(input, 2);
        File.Move(input, _folder.Path("moved.fa"));

        var refusal = Assert.Throws<RunFailedException>(() => Merge(parts));
        Merge(parts, change: options => options with { InputPaths = [_folder.Path("moved.fa")] });

        Assert.Equal(FailureKind.InputMissing, refusal.Kind);
        Assert.Contains($"The parts read {input}, which is not there now", refusal.Message, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.Path("merged/contigs.tsv")));
    }

    [Fact]
    public void InputThatGoesOnIsRefused()
    {
        var input = MixedInput();
        var parts = PredictParts(input, 2);
        File.AppendAllText(input, MadeUpFasta.WithOpenFrames(40, 400));

        var refusal = Assert.Throws<RunFailedException>(() => Merge(parts));

        Assert.Equal(FailureKind.CheckpointRefused, refusal.Kind);
    }

    /// <summary>Sequences without a base are in no shard.</summary>
    [Fact]
    public void InputWithMoreEmptySequencesIsRefused()
    {
        var input = MixedInput();
        var parts = PredictParts(input, 2);
        File.AppendAllText(input, ">empty1\n>empty2\n");

        var refusal = Assert.Throws<RunFailedException>(() => Merge(parts));

        Assert.Equal(FailureKind.CheckpointRefused, refusal.Kind);
        Assert.Contains("it has 19 sequence(s), 2 of them empty, and had 17, 0 of them empty", refusal.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Path("merged/contigs.tsv")));
    }

    /// <summary>What is replaced stays until all parts are known to be sound.</summary>
    [Fact]
    public void DamagedPartLeavesTheResultsThatItsMergeWouldReplace()
    {
        var input = MixedInput();
        Predict(input, "merged", options => options with { ContigRules = new() { MinChunks = 9 } });
        var table = Bytes("merged", "contigs.tsv");
        var parts = PredictParts(input, 2);
        using (var file = RunFile.Open(Path.Combine(parts[1], RunLayout.DatabaseName), create: false))
        {
            file.Execute("UPDATE frame SET virus = 0.5 WHERE shard = 3");
        }

        Assert.Throws<RunFailedException>(() => Merge(parts, change: options => options with { Force = true }));

        Assert.Equal(table, Bytes("merged", "contigs.tsv"));
        Assert.True(Predict(input, "merged", options => options with { ContigRules = new() { MinChunks = 9 } }).WasFinished);
    }

    [Fact]
    public void AnotherRunInTheOutputFolderStaysUnlessForced()
    {
        var input = MixedInput();
        var parts = PredictParts(input, 2);
        Predict(input, "merged", options => options with { ContigRules = new() { MinChunks = 9 } });
        var table = Bytes("merged", "contigs.tsv");

        var refusal = Assert.Throws<RunFailedException>(() => Merge(parts));
        Assert.Equal(table, Bytes("merged", "contigs.tsv"));
        Merge(parts, change: options => options with { Force = true });

        Assert.Equal(FailureKind.Usage, refusal.Kind);
        Predict(input, "whole");
        Assert.Equal(Bytes("whole", "contigs.tsv"), Bytes("merged", "contigs.tsv"));
    }

    /// <summary>Runs of two inputs may have the same parameters.</summary>
    [Fact]
    public void RunOfAnotherInputInTheOutputFolderStays()
    {
        var parts = PredictParts(MixedInput(), 2);
        Predict(_folder.Write("other.fa", MadeUpFasta.WithOpenFrames(9, 400)), "merged");
        var table = Bytes("merged", "contigs.tsv");

        var refusal = Assert.Throws<RunFailedException>(() => Merge(parts));

        Assert.Equal(FailureKind.CheckpointRefused, refusal.Kind);
        Assert.Contains("The input is not that of the run in", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(table, Bytes("merged", "contigs.tsv"));
    }

    [Fact]
    public void PartIsNotResumedAsAnother()
    {
        var input = MixedInput();
        PredictParts(input, 2);

        var refusal = Assert.Throws<RunFailedException>(
            () => Predict(input, "part2", options => options with { Part = new RunPart(1, 2), Resume = true }));

        Assert.Contains("another part (was 2 of 2, is 1 of 2)", refusal.Message, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();

    private static SequenceFileNames AllSequenceFiles => new() { Nonviral = "nonviral.fasta", ViralRegions = "regions.fasta" };

    private string MixedInput() => _folder.Write(
        "reads.fa",
        MadeUpFasta.WithOpenFrames(12, 160) + ">long\n" + string.Concat(Enumerable.Repeat("GCCCTCGGCGATCCCAAGGCGTGA", 120)) + "\n"
        + MadeUpFasta.WithOpenFrames(4, 700).Replace(">s", ">t", StringComparison.Ordinal));

    private string[] PredictParts(string input, int count)
    {
        for (var number = 1; number <= count; number++)
        {
            Predict(input, $"part{number}", options => options with { Part = new RunPart(number, count) });
        }

        return [.. Enumerable.Range(1, count).Select(number => _folder.Path($"part{number}"))];
    }

    private RunSummary Predict(
        string input,
        string output,
        Func<PredictOptions, PredictOptions>? change = null,
        IProgress<RunProgress>? progress = null,
        CancellationToken cancellation = default)
    {
        var options = new PredictOptions
        {
            InputPaths = [input],
            ModelsDirectory = _folder.Path("models"),
            OutputDirectory = _folder.Path(output),
            ShardChunks = ShardChunks,
            Compute = new ComputeOptions { Threads = 1 },
        };
        return PredictRun.Execute(change?.Invoke(options) ?? options, NullLoggerFactory.Instance, TimeProvider.System, progress, cancellation);
    }

    // On fake models, of which one can't embed DNA with TT.
    private RunSummary PredictWithFailures(string input, string output, RunPart? part)
    {
        var mark = new FakeModels().OpenDnabertTokenizer().Encode("TT"u8)[1..^1];
        using var models = new FaultyModels(new FakeModels()) { IsPoison = tokens => tokens.Span.IndexOf(mark) >= 0 };
        var options = new PredictOptions
        {
            InputPaths = [input],
            ModelsDirectory = "models",
            OutputDirectory = _folder.Path(output),
            ShardChunks = ShardChunks,
            Part = part,
        };
        return PredictRun.Execute(options, (_, _) => models, NullLoggerFactory.Instance, TimeProvider.System, null, CancellationToken.None);
    }

    private RunSummary Merge(IEnumerable<string> parts, string output = "merged", Func<MergeOptions, MergeOptions>? change = null)
    {
        var options = new MergeOptions
        {
            PartDirectories = [.. parts],
            OutputDirectory = _folder.Path(output),
            SequenceFiles = AllSequenceFiles,
            KeepIntermediate = true,
        };
        return MergeRun.Execute(change?.Invoke(options) ?? options, NullLoggerFactory.Instance, TimeProvider.System, null, CancellationToken.None);
    }

    private string Refuse(IEnumerable<string> parts)
    {
        var refusal = Assert.Throws<RunFailedException>(() => Merge(parts));
        Assert.Equal(FailureKind.CheckpointRefused, refusal.Kind);
        Assert.False(Directory.Exists(_folder.Path("merged")));
        return refusal.Message;
    }

    private byte[] Bytes(string output, string name) => File.ReadAllBytes(Path.Combine(_folder.Path(output), name));

    private sealed class StopAfterAShard(CancellationTokenSource stop) : IProgress<RunProgress>
    {
        public void Report(RunProgress value)
        {
            if (value.Shards > 0)
            {
                stop.Cancel();
            }
        }
    }
}
