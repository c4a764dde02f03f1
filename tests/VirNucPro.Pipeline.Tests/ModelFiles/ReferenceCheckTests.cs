using System.Globalization;
using VirNucPro.Pipeline.ModelFiles;
using VirNucPro.Pipeline.Stages;
using VirNucPro.Pipeline.Tests.Support;
using VirNucPro.Pipeline.Verification;

namespace VirNucPro.Pipeline.Tests.ModelFiles;

public sealed class ReferenceCheckTests : IDisposable
{
    private static readonly ReferenceCase Case = ReferenceCase.All[0];

    private readonly TemporaryFolder _folder = new();

    [Fact]
    public void ThePythonProgramsOwnScoresPass()
    {
        var check = ReferenceCheck.Compare(Case, Rows(score => score), "fp32");

        Assert.Equal(("reference", "test_with_orfs, labels and scores", VerificationOutcome.Passed), (check.Part, check.Subject, check.Outcome));
        Assert.StartsWith("4 of 4 labels as the Python program's; largest score difference 0.0e+0", check.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("fp32", 5e-5f, VerificationOutcome.Passed)]
    [InlineData("fp32", 5e-4f, VerificationOutcome.Failed)]
    [InlineData("fp16", 5e-4f, VerificationOutcome.Passed)]
    [InlineData("bf16", 5e-2f, VerificationOutcome.Failed)]
    public void ScoresMayDifferByThePrecisionsBar(string precision, float difference, VerificationOutcome outcome)
    {
        var check = ReferenceCheck.Compare(Case, Rows(score => score with { Virus = score.Virus - difference }), precision);

        Assert.Equal(outcome, check.Outcome);
        Assert.Contains("4 of 4 labels", check.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherLabelFailsWhateverTheScores()
    {
        var almostEqual = Case with { Rows = [("a_chunk_1F1", new FrameScore(0.50001f, 0.49999f))] };

        var check = ReferenceCheck.Compare(almostEqual, ["a_chunk_1F1\tvirus\t0.49999\t0.50001"], "fp32");

        Assert.Equal(VerificationOutcome.Failed, check.Outcome);
        Assert.StartsWith("0 of 1 labels", check.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void OtherFramesAreNamed()
    {
        var check = ReferenceCheck.Compare(Case, Rows(score => score)[1..], "fp32");

        Assert.Equal(VerificationOutcome.Failed, check.Outcome);
        Assert.Contains("synthetic_seq_1_chunk_1R2", check.Detail, StringComparison.Ordinal);
        Assert.Contains("the FASTA file is another", check.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("test_with_orfs.fa")]
    [InlineData("test_with_orfs/input.fa")]
    public void SequencesAreFoundInBothLayouts(string name)
    {
        Directory.CreateDirectory(_folder.Path("test_with_orfs"));
        var path = _folder.Write(name, ">x\n");

        Assert.Equal(path, Case.FindInput(_folder.Root));
    }

    [Fact]
    public void MissingSequencesAreNamedWithTheirSource()
    {
        var failure = Assert.Throws<RunFailedException>(() => Case.FindInput(_folder.Root));

        Assert.Equal(FailureKind.InputMissing, failure.Kind);
        Assert.Contains(_folder.Path("test_with_orfs.fa"), failure.Message, StringComparison.Ordinal);
        Assert.Contains("broadinstitute/virnucpro-broad", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SequencesArePredictedWithTheFoldersModels()
    {
        var models = new FakeModels { Classify = features => (0.25f, 0.75f) };
        var input = _folder.Write("input.fa", MadeUpFasta.WithOpenFrames(1, 30));
        var check = new ReferenceCheck(new() { ModelsDirectory = "models" }, (_, _) => models, TimeProvider.System, null);

        var results = check.Run(Case, input, embeddings: null, CancellationToken.None);

        Assert.Equal([VerificationOutcome.Failed, VerificationOutcome.NotRun], results.Select(result => result.Outcome));
        Assert.Contains("s0_chunk_1F1", results[0].Detail, StringComparison.Ordinal);
        Assert.Contains("lacks test_with_orfs/ids.json, test_with_orfs/dnabert_f32.npy", results[1].Detail, StringComparison.Ordinal);
        Assert.True(models.IsDisposed);
    }

    public void Dispose() => _folder.Dispose();

    private static string[] Rows(Func<FrameScore, FrameScore> change) =>
    [
        .. Case.Rows.Select(row =>
        {
            var score = change(row.Score);
            return string.Create(CultureInfo.InvariantCulture, $"{row.Frame}\tvirus\t{score.Others:R}\t{score.Virus:R}");
        }),
    ];
}
