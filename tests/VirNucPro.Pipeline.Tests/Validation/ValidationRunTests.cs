using Microsoft.Extensions.Time.Testing;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Tests.Support;
using VirNucPro.Pipeline.Validation;

namespace VirNucPro.Pipeline.Tests.Validation;

public sealed class ValidationRunTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLoggers _loggers = new();

    public void Dispose()
    {
        _folder.Dispose();
        _loggers.Dispose();
    }

    [Theory]
    [InlineData("sequences/odd/mixed_newlines.fa")]
    [InlineData("sequences/odd/empty_title.fa")]
    [InlineData("sequences/odd/empty_record_middle.fa")]
    [InlineData("e2e/input.fa")]
    public void WorkIsWhatAPredictionDoes(string fixture)
    {
        var input = Fixture.Path(fixture);

        var report = Validate(input);

        Assert.True(report.IsValid);
        foreach (var work in report.ExpectedWork)
        {
            using var models = new FakeModels();
            var options = new PredictOptions
            {
                InputPaths = [input],
                ModelsDirectory = "models",
                OutputDirectory = _folder.Path($"{work.ExpectedLength}"),
                ExpectedLengthBp = work.ExpectedLength,
                KeepIntermediate = true,
            };
            var run = PredictRun.Execute(
                options, (_, _) => models, _loggers, TimeProvider.System, null, CancellationToken.None);

            Assert.Equal(
                (run.Sequences, run.EmptySequences, run.Chunks, run.ChunksWithoutFrames, run.Frames),
                (report.Sequences, report.EmptySequences, work.Chunks, work.ChunksWithoutFrames, work.Frames));
            var proteins = Assert.Single(Directory.GetFiles(options.OutputDirectory, "*_protein.faa"));
            Assert.Equal(
                (2 * run.Frames) + File.ReadLines(proteins).Where(line => !line.StartsWith('>')).Sum(line => line.Length),
                work.EsmTokens);
        }
    }

    [Fact]
    public void SequencesAreCountedByWhatBecomesOfThem()
    {
        var input = _folder.Write("a.fa", ">a\nACGT\n>b\n>a\nACGTAC\n>c\nAC\n>a\nTAATAATAA\n");

        var report = Validate(input);

        Assert.Equal((5, 1, 2), (report.Sequences, report.EmptySequences, report.RenamedSequences));
        Assert.Equal(new SequenceLengths(2, 5, 9, 21), report.Lengths);
        Assert.Equal(
            [
                $"{input}: no result for 1 empty sequence(s): 'b' (record 2)",
                $"{input}: 2 sequence(s) had the id of an earlier one and got a suffix: 'a' (record 3) is now 'a_1', 'a' (record 5) is now 'a_2'",
                "The longest sequence has 9 bases, less than a chunk of 500: the classifier for 300 (-m 300) is for such.",
            ],
            report.Warnings);

        // 'c' is too short for a codon.
        Assert.Equal([(300, 4L, 1L, 1L), (500, 4L, 1L, 1L)], report.ExpectedWork.Select(
            work => (work.ExpectedLength, work.SequencesOfOneChunk, work.SequencesWithoutFrames, work.ChunksWithoutFrames)));
        Assert.All(report.ExpectedWork, work => Assert.Null(work.Seconds));
    }

    [Fact]
    public void MedianOfAnOddNumberOfLengthsIsTheOneInTheMiddle() =>
        Assert.Equal(new SequenceLengths(1, 3, 7, 11), Validate(_folder.Write("a.fa", ">a\nACGTACG\n>b\nA\n>c\nACG\n")).Lengths);

    [Fact]
    public void LettersAreCountedByWhatTheyStandFor()
    {
        var report = Validate(_folder.Write("a.fa", $">a\n{new string('A', 100)}acgtNnRyUu\n>b\nAC-GT\n"));

        Assert.Equal(new LetterCounts(108, 2, 2, 2, 1), report.Letters);
        Assert.Contains("1 letter(s) stand for no nucleotide, and each codon with one is passed over, in 1 sequence(s): 'b' (record 2)", report.Warnings);
        Assert.Contains("2 letter(s) are U, as in RNA, and each codon with one is passed over: write T instead.", report.Warnings);
    }

    [Fact]
    public void ProteinIsRecognized()
    {
        var report = Validate(Fixture.Path("e2e/proteins.fa"));

        Assert.True(report.IsValid);
        Assert.Contains(report.Warnings, warning => warning.StartsWith("This looks like protein: ", StringComparison.Ordinal));
    }

    [Fact]
    public void AlignmentFullOfGapsIsNotTakenForProtein()
    {
        var report = Validate(_folder.Write("a.fa", ">a\nACGT----ACGT----\n"));

        Assert.Equal(
            "8 letter(s) stand for no nucleotide, and each codon with one is passed over, in 1 sequence(s): 'a' (record 1)",
            report.Warnings[0]);
    }

    [Theory]
    [InlineData(">a\nAC\n")]
    [InlineData(">a\n")]
    public void InputWithoutAnyFrameIsAWarning(string text)
    {
        var report = Validate(_folder.Write("a.fa", text));

        Assert.True(report.IsValid);
        Assert.Contains(
            "No chunk has a reading frame without a stop codon, so there is nothing to predict; the result files would hold only their headers.",
            report.Warnings);
    }

    [Fact]
    public void EveryFileWithAProblemIsNamed()
    {
        var good = _folder.Write("good.fa", ">a\nACGT\n");
        var cut = _folder.Write("cut.fq", "@a\nACGT\n+\nII\n");
        var late = _folder.Write("late.fq", "@a\nACGT\n+\nIIII\n@b\nACGT\n+\nI\n");

        var report = Validate(good, late, cut, _folder.Path("absent.fa"));

        Assert.False(report.IsValid);
        Assert.Equal(3, report.Problems.Count);
        Assert.Equal(FailureKind.BadInput, report.Failure);
        Assert.Single(report.Problems, problem => problem.Contains(late, StringComparison.Ordinal));
        Assert.Single(report.Problems, problem => problem.Contains(cut, StringComparison.Ordinal));
        Assert.Single(report.Problems, problem => problem.Contains("absent.fa", StringComparison.Ordinal));
    }

    [Fact]
    public void ProblemIsTheOneThatAPredictionEndsWith()
    {
        var input = _folder.Write("a.fa", "no sequence here\n");

        var report = Validate(input);
        var failure = Assert.Throws<RunFailedException>(() => PredictRun.Execute(
            new PredictOptions { InputPaths = [input], ModelsDirectory = "models", OutputDirectory = _folder.Path("out") },
            (_, _) => new FakeModels(),
            _loggers,
            TimeProvider.System,
            null,
            CancellationToken.None));

        Assert.Equal((failure.Message, failure.Kind), (Assert.Single(report.Problems), report.Failure));
        Assert.Null(report.Lengths);
    }

    [Theory]
    [InlineData(0, 5)]
    [InlineData(2, 4)]
    public void TimeIsThatOfTheSampleAndOfLoading(int cudaCount, double expected)
    {
        // One frame, TTA on the other strand. Loading takes 3 s, and each batch of either encoder 1 s.
        var input = _folder.Write("a.fa", ">a\nTAA\n");
        var time = new FakeTimeProvider();
        var models = new FakeModels(cudaCount)
        {
            BeforeLoad = () => time.Advance(TimeSpan.FromSeconds(3)),
            BeforeBatch = _ => time.Advance(TimeSpan.FromSeconds(1)),
        };

        var report = Execute([input], models, time, new ComputeOptions { Gpus = [.. Enumerable.Range(0, cudaCount)] });

        Assert.Equal([expected, expected], report.ExpectedWork.Select(work => work.Seconds!.Value));
        Assert.Equal([5L, 5L], report.ExpectedWork.Select(work => work.DnabertTokens!.Value));
        Assert.Equal(
            new TimeBasis(cudaCount == 0 ? "cpu" : "cuda:0, cuda:1", cudaCount == 0 ? "fp32" : "fp16", 3, 1, false), report.TimeBasis);
        Assert.True(models.IsDisposed);
    }

    [Fact]
    public void TimeNeedsAFrame()
    {
        var report = Execute([_folder.Write("a.fa", ">a\nAC\n")], new FakeModels(), TimeProvider.System, new ComputeOptions());

        Assert.Null(report.TimeBasis);
        Assert.All(report.ExpectedWork, work => Assert.Null(work.Seconds));
    }

    [Fact]
    public void NoInputAtAllIsAUsageError() =>
        Assert.Equal(FailureKind.Usage, Assert.Throws<RunFailedException>(() => Validate()).Kind);

    private ValidationReport Validate(params string[] inputs) => Execute(inputs, null, TimeProvider.System, new ComputeOptions());

    private ValidationReport Execute(string[] inputs, IModelSource? models, TimeProvider time, ComputeOptions compute) => ValidationRun.Execute(
        new ValidationOptions { InputPaths = inputs, ModelsDirectory = models is null ? null : "models", Compute = compute },
        (_, _) => models!,
        _loggers,
        time,
        null,
        CancellationToken.None);
}
