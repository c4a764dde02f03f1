using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using VirNucPro.Models;
using VirNucPro.Models.Demo;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.ModelFiles;
using VirNucPro.Pipeline.Stages;
using VirNucPro.Pipeline.Tests.Support;
using VirNucPro.Pipeline.Verification;

namespace VirNucPro.Pipeline.Tests.ModelFiles;

/// <summary>A case as the reference's, but of tiny models: what they give themselves lies where its embeddings would.</summary>
public sealed class ReferenceEmbeddingsTests : IDisposable
{
    private const string Name = "tiny";

    private readonly TemporaryFolder _folder = new();
    private readonly string _input;

    public ReferenceEmbeddingsTests()
    {
        Directory.CreateDirectory(_folder.Path(Name));
        _input = _folder.Write($"{Name}/input.fa", MadeUpFasta.WithOpenFrames(3, 40));
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, VerificationOutcome.Passed)]
    [InlineData(1.02, VerificationOutcome.Failed)]
    public void EmbeddingsOfTheModelsThemselvesPassAndOthersFail(double factor, VerificationOutcome outcome)
    {
        DemoModels.Write(_folder.Path("models"));
        var reference = WriteReference(LibtorchModels.Open, factor);

        var checks = Check(LibtorchModels.Open, reference);

        Assert.Equal(
            [("tiny, labels and scores", VerificationOutcome.Passed), ("tiny, DNABERT-S embeddings", outcome), ("tiny, ESM-2 embeddings", outcome)],
            checks.Select(check => (check.Subject, check.Outcome)));
    }

    [Theory]
    [InlineData("fp32", 1.002, VerificationOutcome.Passed)] // 1 - 5e-7
    [InlineData("fp32", 1.02, VerificationOutcome.Failed)] // 1 - 5e-5
    [InlineData("fp16", 1.02, VerificationOutcome.Passed)]
    [InlineData("bf16", 1.2, VerificationOutcome.Failed)] // 1 - 4e-3
    public void CosineIsHeldToThePrecisionsBar(string precision, double factor, VerificationOutcome outcome)
    {
        var reference = WriteReference(Fakes, factor);

        var checks = Check(Fakes, reference, precision);

        Assert.Equal([outcome, outcome], checks.Skip(1).Select(check => check.Outcome));
        Assert.All(checks.Skip(1), check => Assert.Matches($@"^smallest cosine of {reference.Rows.Count} embeddings [01]\.[0-9]{{8}} at s[0-2]_chunk_1[FR][123] \(bar 0\.9999[09]?, {precision}\)", check.Detail));
        Assert.All(checks.Skip(1), check => Assert.Equal(
            outcome == VerificationOutcome.Failed, check.Detail.Contains("not the weights that VirNucPro was published with", StringComparison.Ordinal)));
    }

    [Fact]
    public void ArraysMayLieInAFolderOfTheirOwn()
    {
        var reference = WriteReference(Fakes, factor: 1);
        Directory.CreateDirectory(_folder.Path($"{Name}/vanilla"));
        foreach (var array in (string[])["dnabert_f32.npy", "esm_f32.npy"])
        {
            File.Move(_folder.Path($"{Name}/{array}"), _folder.Path($"{Name}/vanilla/{array}"));
        }

        Assert.All(Check(Fakes, reference), check => Assert.Equal(VerificationOutcome.Passed, check.Outcome));
    }

    [Fact]
    public void RowsAreFoundByTheirIds()
    {
        var reference = WriteReference(Fakes, factor: 1, reverse: true);

        Assert.All(Check(Fakes, reference), check => Assert.Equal(VerificationOutcome.Passed, check.Outcome));
    }

    [Fact]
    public void EmbeddingsOfOtherFramesFail()
    {
        var reference = WriteReference(Fakes, factor: 1);
        File.WriteAllText(_folder.Path($"{Name}/ids.json"), File.ReadAllText(_folder.Path($"{Name}/ids.json")).Replace("s1_chunk_1F2", "s9_chunk_1F2", StringComparison.Ordinal));

        var checks = Check(Fakes, reference);

        Assert.All(checks.Skip(1), check => Assert.Equal(VerificationOutcome.Failed, check.Outcome));
        Assert.All(checks.Skip(1), check => Assert.Contains("of other sequences", check.Detail, StringComparison.Ordinal));
    }

    [Fact]
    public void EmbeddingsOfAnotherWidthFail()
    {
        var reference = WriteReference(Fakes, factor: 1);
        WriteArray("esm_f32.npy", [.. reference.Rows.Select(_ => new float[5])]);

        var check = Check(Fakes, reference)[^1];

        Assert.Equal(("tiny, ESM-2 embeddings", VerificationOutcome.Failed), (check.Subject, check.Outcome));
        Assert.Contains("have width 5, the model's 2", check.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void RowOfZerosDoesNotPass()
    {
        var reference = WriteReference(Fakes, factor: 0);

        Assert.All(Check(Fakes, reference).Skip(1), check => Assert.Equal(VerificationOutcome.Failed, check.Outcome));
    }

    [Theory]
    [InlineData("ids.json")]
    [InlineData("esm_f32.npy")]
    public void MissingFileOfTheEmbeddingsIsNamed(string name)
    {
        WriteReference(Fakes, factor: 1);
        File.Delete(_folder.Path($"{Name}/{name}"));

        var failure = Assert.Throws<RunFailedException>(() => ReferenceEmbeddings.Find(_folder.Root, Name));

        Assert.Equal(FailureKind.InputMissing, failure.Kind);
        Assert.Contains($"{Name}/{name}", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"ids":["a"]}""", "dnabert_f32.npy has 18 rows, but ids.json lists 1 frames")]
    [InlineData("""{"ids":["a","a"]}""", "lists no \"ids\" of different frames")]
    [InlineData("""{"ids":[1]}""", "lists no \"ids\"")]
    [InlineData("""{"frames":[]}""", "lists no \"ids\"")]
    [InlineData("[]", "lists no \"ids\"")]
    [InlineData("<html>", "lists no \"ids\"")]
    public void UnusableListOfFramesIsBadInput(string ids, string fragment)
    {
        WriteReference(Fakes, factor: 1);
        _folder.Write($"{Name}/ids.json", ids);

        var failure = Assert.Throws<RunFailedException>(() => ReferenceEmbeddings.Find(_folder.Root, Name));

        Assert.Equal(FailureKind.BadInput, failure.Kind);
        Assert.Contains(fragment, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FolderWithoutEmbeddingsHasNone() => Assert.Null(ReferenceEmbeddings.Find(_folder.Root, Name));

    private static FakeModels Fakes(string directory, ComputeOptions compute) => new();

    private IReadOnlyList<VerificationCheck> Check(
        Func<string, ComputeOptions, IModelSource> openModels, ReferenceCase reference, string precision = "fp32")
    {
        var options = new VerificationOptions
        {
            ModelsDirectory = _folder.Path("models"),
            ReferenceDirectory = _folder.Root,
            Compute = new() { Device = "cpu", Precision = precision },
        };
        return new ReferenceCheck(options, openModels, TimeProvider.System, null)
            .Run(reference, _input, ReferenceEmbeddings.Find(_folder.Root, Name), CancellationToken.None);
    }

    /// <summary>Predicts, then embeds the frames one encoder at a time, and writes the latter as the reference's files.</summary>
    /// <param name="openModels">The models.</param>
    /// <param name="factor">Every second number is multiplied by it, which turns the embeddings.</param>
    /// <param name="reverse">Whether the last frame comes first.</param>
    private ReferenceCase WriteReference(Func<string, ComputeOptions, IModelSource> openModels, double factor, bool reverse = false)
    {
        var results = _folder.Path("results");
        PredictRun.Execute(
            new PredictOptions { InputPaths = [_input], OutputDirectory = results, ModelsDirectory = _folder.Path("models"), Compute = new() { Device = "cpu" }, KeepIntermediate = true },
            openModels, NullLoggerFactory.Instance, TimeProvider.System, null, CancellationToken.None);
        (string Frame, FrameScore Score)[] rows =
        [
            .. File.ReadLines(Path.Combine(results, "prediction_results.txt")).SkipWhile(line => line.StartsWith('#')).Skip(1).Select(line => line.Split('\t'))
                .Select(fields => (fields[0], new FrameScore(float.Parse(fields[2], CultureInfo.InvariantCulture), float.Parse(fields[3], CultureInfo.InvariantCulture)))),
        ];
        Assert.Equal(18, rows.Length);
        var frames = rows.Select(row => row.Frame);
        _folder.Write($"{Name}/ids.json", JsonSerializer.Serialize(new { ids = reverse ? frames.Reverse() : frames }));
        foreach (var (encoder, fasta, array) in (ReadOnlySpan<(string, string, string)>)[("dnabert-s", "input_nucleotide.fa", "dnabert_f32.npy"), ("esm2", "input_protein.faa", "esm_f32.npy")])
        {
            var embedded = _folder.Path("embedded.npy");
            EmbedRun.Execute(
                new EmbedOptions { Encoder = encoder, InputPaths = [Path.Combine(results, fasta)], OutputPath = embedded, ModelsDirectory = _folder.Path("models"), Compute = new() { Device = "cpu" }, Force = true },
                openModels, NullLoggerFactory.Instance, TimeProvider.System, null, CancellationToken.None);
            var matrix = NpyMatrix.Read(embedded);
            var turned = Enumerable.Range(0, matrix.RowCount)
                .Select(row => matrix.Row(row).ToArray().Select((value, column) => (float)(column % 2 == 0 ? value * factor : value)).ToArray());
            WriteArray(array, [.. reverse ? turned.Reverse() : turned]);
        }

        return new ReferenceCase(Name, rows);
    }

    private void WriteArray(string name, float[][] rows)
    {
        using var writer = new NpyWriter(File.Create(_folder.Path($"{Name}/{name}")), rows[0].Length);
        foreach (var row in rows)
        {
            writer.Write(row);
        }

        writer.Complete();
    }
}
