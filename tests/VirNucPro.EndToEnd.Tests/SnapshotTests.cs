using System.Buffers.Binary;
using System.Text.Json;

namespace VirNucPro.EndToEnd.Tests;

/// <summary>Snapshots of what models make of an input; the committed one guards this repository.</summary>
public sealed class SnapshotTests(DemoModels models) : IClassFixture<DemoModels>, IDisposable
{
    // Of the demo models on phage lambda in FP32, made by 'snapshot create'.
    private static readonly string Committed = Fixture.Path("snapshots/lambda-demo.safetensors");

    private readonly TemporaryDirectory _directory = new();

    /// <summary>Whatever the processor, and with the operators that a card takes.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("VIRNUCPRO_PLAIN_OPERATORS=1 ")]
    public async Task ThisBuildMakesOfLambdaWhatTheCommittedSnapshotHolds(string environment)
    {
        var run = await ProgramRun.StartFromShell(
            $"{environment}\"$@\" snapshot compare '{Committed}' --models '{models.Path}' --no-progress --json '{_directory["report.json"]}'");

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Contains("45 of 45 frames and 36 of 36 chunks are called as in the snapshot.", run.Output, StringComparison.Ordinal);
        using var report = JsonDocument.Parse(File.ReadAllText(_directory["report.json"]));
        Assert.Equal("fp32", report.RootElement.GetProperty("run").GetProperty("precision").GetString());
    }

    /// <summary>With a card's operators, so that the snapshot is not compared with the same run.</summary>
    [RealTokenizerTheory]
    [InlineData(300)]
    [InlineData(500)]
    public async Task GoldenModelsKeepToTheirSnapshot(int lengthBp)
    {
        var golden = ModelFolders.AssembleGolden(_directory);
        var frames = File.ReadLines(Fixture.Path($"e2e/chunk{lengthBp}/input_identified_nucleotide.fa")).Count(line => line.StartsWith('>'));

        var created = await ProgramRun.Start(
            "snapshot", "create", Fixture.Path("e2e/input.fa"), "--models", golden, "-o", _directory["s"], "-m", $"{lengthBp}", "--no-progress");
        var compared = await ProgramRun.StartFromShell(
            $"VIRNUCPRO_PLAIN_OPERATORS=1 \"$@\" snapshot compare '{_directory["s"]}' --models '{golden}' --precision fp32 --no-progress");

        Assert.True(created.ExitCode == 0, created.Errors);
        Assert.True(compared.ExitCode == 0, compared.Output + compared.Errors);
        Assert.Contains($"{frames:N0} of {frames:N0} frames", compared.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ReducedPrecisionHasBarsOfItsOwn()
    {
        var within = await Compare(models.Path, "--precision", "bf16");
        var beyond = await Compare(models.Path, "--precision", "bf16", "--max-difference", "1e-5");

        Assert.True(within.ExitCode == 0, within.Output + within.Errors);
        Assert.Equal(1, beyond.ExitCode);
        Assert.NotEmpty(beyond.ErrorLines);
    }

    [Theory]
    [InlineData("esm2", "encoder.emb_layer_norm_after.weight")]
    [InlineData("esm2", "encoder.layer.0.attention.self.query.weight")]
    [InlineData("dnabert-s", "encoder.layer.0.mlp.wo.bias")]
    public async Task OneWeightThatIsOffByAThousandthIsRefusedAndShowsInTheNumbers(string model, string tensor)
    {
        var changed = models.CopyTo(_directory["changed"]);
        Perturb(Path.Combine(changed, model, "model.safetensors"), tensor);

        var refused = await Compare(changed);
        var compared = await Compare(changed, "--other-weights");

        Assert.Equal(3, refused.ExitCode);
        Assert.Matches(
            $@"was made with other files: {(model == "esm2" ? "ESM-2" : "DNABERT-S")} weights \(\w{{12}}…, not \w{{12}}…\)\. Name the models", refused.Errors);
        Assert.Equal(1, compared.ExitCode);
        Assert.All(compared.ErrorLines, line => Assert.Matches(@"^error: This is not what the snapshot holds: .* at \S+_chunk_\d+[FR][123], (more|less) than ", line));
    }

    [Theory]
    [InlineData("differences.png")]
    [InlineData("differences.svg")]
    public async Task DifferencesAreDrawnBesideTheirTable(string name)
    {
        var run = await Compare(models.Path, "--precision", "bf16", "--plot", _directory[name]);

        Assert.True(run.ExitCode == 0, run.Output + run.Errors);
        Assert.Contains("45 of 45 frames", run.Output, StringComparison.Ordinal);
        Assert.True(new FileInfo(_directory[name]).Length > 10_000);
    }

    [Fact]
    public async Task PictureOfAnotherFormatIsRefused()
    {
        var run = await Compare(models.Path, "--plot", _directory["differences.pdf"]);

        Assert.Equal(64, run.ExitCode);
        Assert.Contains("must end in .png or .svg", Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SnapshotsOfOneInputAreTheSameBytes()
    {
        foreach (var name in (string[])["a", "b"])
        {
            var run = await ProgramRun.Start(
                "snapshot", "create", Fixture.LambdaPhage, "--models", models.Path, "-o", _directory[name], "--no-progress");
            Assert.True(run.ExitCode == 0, run.Errors);
        }

        Assert.Equal(File.ReadAllBytes(_directory["a"]), File.ReadAllBytes(_directory["b"]));
    }

    [Fact]
    public async Task SnapshotIsMadeInFp32Only()
    {
        var run = await ProgramRun.Start(
            "snapshot", "create", Fixture.LambdaPhage, "--models", models.Path, "-o", _directory["s"], "--precision", "bf16");

        Assert.Equal(64, run.ExitCode);
        Assert.False(File.Exists(_directory["s"]));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(5000)]
    [InlineData(77000)]
    public async Task CutSnapshotIsBadInput(int length)
    {
        File.WriteAllBytes(_directory["cut"], File.ReadAllBytes(Committed)[..length]);

        var run = await ProgramRun.Start("snapshot", "compare", _directory["cut"], "--models", models.Path);

        Assert.Equal(65, run.ExitCode);
        Assert.Contains(_directory["cut"], Assert.Single(run.ErrorLines), StringComparison.Ordinal);
    }

    /// <summary>An embedding, a base of the input outside of every frame, a verdict: none may pass for what was recorded.</summary>
    [Theory]
    [InlineData("dnabert_s", 4000)]
    [InlineData("input", 100)]
    [InlineData("chunks", -2)]
    public async Task SnapshotWithAnotherBitIsBadInput(string tensor, int place)
    {
        var file = File.ReadAllBytes(Committed);
        var headerBytes = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        using (var header = JsonDocument.Parse(file.AsMemory(8, headerBytes)))
        {
            var offsets = header.RootElement.GetProperty(tensor).GetProperty("data_offsets");
            file[8 + headerBytes + offsets[place < 0 ? 1 : 0].GetInt32() + place] ^= 1;
        }

        File.WriteAllBytes(_directory["changed"], file);

        var run = await ProgramRun.Start("snapshot", "compare", _directory["changed"], "--models", models.Path);

        Assert.Equal(65, run.ExitCode);
        Assert.Matches(@"^error: The snapshot .*changed is damaged: its content has the SHA-256 \w{12}…, not \w{12}… as recorded\. Create it again\.$", Assert.Single(run.ErrorLines));
    }

    public void Dispose() => _directory.Dispose();

    private static Task<ProgramRun> Compare(string modelsDirectory, params string[] options) =>
        ProgramRun.Start(["snapshot", "compare", Committed, "--models", modelsDirectory, "--no-progress", .. options]);

    // Adds 1e-3 to the first element of the tensor whose name ends so.
    private static void Perturb(string path, string tensor)
    {
        var file = File.ReadAllBytes(path);
        var headerBytes = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        using var header = JsonDocument.Parse(file.AsMemory(8, headerBytes));
        var entry = header.RootElement.EnumerateObject().Single(entry => entry.Name.EndsWith(tensor, StringComparison.Ordinal)).Value;
        Assert.Equal("F32", entry.GetProperty("dtype").GetString());
        var element = file.AsSpan(8 + headerBytes + entry.GetProperty("data_offsets")[0].GetInt32());
        BinaryPrimitives.WriteSingleLittleEndian(element, BinaryPrimitives.ReadSingleLittleEndian(element) + 1e-3f);
        File.WriteAllBytes(path, file);
    }
}
