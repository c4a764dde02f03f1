using System.Text;

namespace VirNucPro.EndToEnd.Tests;

public sealed class ModelVerifyTests : IClassFixture<DemoModels>, IDisposable
{
    private readonly DemoModels _demo;
    private readonly TemporaryDirectory _directory = new();

    public ModelVerifyTests(DemoModels demo) => _demo = demo;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task ImportedFolderPasses()
    {
        await ImportDemoModels();

        var run = await Verify();

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Matches(@"(?m)^Part +Check +Result +Detail$", run.Output);
        Assert.Matches(@"(?m)^esm2 +configuration +ok +3 layers, width 64, 4 heads$", run.Output);
        Assert.Matches(@"(?m)^esm2 +tensors and shapes +ok +51 tensors, all of the right shape$", run.Output);
        Assert.Matches(@"(?m)^esm2 +SHA-256 of the files +ok +\d files as imported, fingerprint [0-9a-f]{16}$", run.Output);
        Assert.Matches(@"(?m)^classifier +500_model\.safetensors +ok +8 tensors, all of the right shape; for chunks of 500 bp$", run.Output);
        Assert.Matches(@"(?m)^reference +labels, scores, embeddings +not run +these are not the weights that VirNucPro was published with: these are demo models with random numbers$", run.Output);
        Assert.DoesNotContain("FAILED", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FolderThatWasNotImportedHasNoHashesToCheck()
    {
        var run = await ProgramRun.Start("models", "verify", _demo.Path, "--no-progress");

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Matches(@"(?m)^models\.json +SHA-256 of the files +not run +there is no models\.json", run.Output);
    }

    [Theory]
    [InlineData("esm2/model.safetensors", "esm2")]
    [InlineData("dnabert-s/tokenizer.json", "dnabert-s")]
    [InlineData("classifier/500_model.safetensors", "classifier/500")]
    public async Task FlippedByteIsFound(string name, string part)
    {
        await ImportDemoModels();
        var bytes = File.ReadAllBytes(_directory[$"models/{name}"]);
        bytes[^1] ^= 1;
        Replace(name, bytes);

        var run = await Verify();

        Assert.Equal(1, run.ExitCode);
        Assert.Matches($@"(?m)^{part} +SHA-256 of the files +FAILED +{_directory[$"models/{name}"]} has changed since it was imported: ", run.Output);
        Assert.Matches(@"^error: \d of \d+ checks of [^\n]+ failed\n$", run.Errors);
    }

    [Fact]
    public async Task MissingTensorIsNamed()
    {
        await ImportDemoModels();

        // The same length of name, so that the header stays as long as it says.
        const string Name = "encoder.layer.2.output.dense.bias";
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(_directory["models/esm2/model.safetensors"]));
        Assert.Contains(Name, text, StringComparison.Ordinal);
        Replace("esm2/model.safetensors", Encoding.Latin1.GetBytes(text.Replace(Name, Name[..^4] + "hair", StringComparison.Ordinal)));

        var run = await Verify();

        Assert.Equal(1, run.ExitCode);
        Assert.Matches($@"(?m)^esm2 +tensors and shapes +FAILED +{_directory["models/esm2/model.safetensors"]}: tensor {Name} is missing", run.Output);
    }

    [Fact]
    public async Task MissingPartIsNamed()
    {
        await ImportDemoModels();
        Directory.Delete(_directory["models/dnabert-s"], recursive: true);

        var run = await Verify();

        Assert.Equal(1, run.ExitCode);
        Assert.Matches($@"(?m)^dnabert-s +configuration +FAILED +{_directory["models/dnabert-s/config.json"]} is missing", run.Output);
        Assert.Matches(@"(?m)^dnabert-s +SHA-256 of the files +FAILED ", run.Output);
    }

    [Fact]
    public async Task TinyWeightsAreNotTakenForThePublishedOnes()
    {
        var run = await ProgramRun.Start("models", "verify", ModelFolders.AssembleEsm2(_directory), "--no-progress");

        Assert.Equal(1, run.ExitCode);
        Assert.Matches(@"(?m)^reference +labels, scores, embeddings +not run +these are not the weights that VirNucPro was published with: ", run.Output);
    }

    [Fact]
    public async Task MissingFolderIsNamed()
    {
        var run = await Verify();

        Assert.Equal((66, ""), (run.ExitCode, run.Output));
        Assert.Matches($@"^error: [^\n]*{_directory["models"]}[^\n]*\n$", run.Errors);
    }

    private Task<ProgramRun> Verify() => ProgramRun.Start("models", "verify", _directory["models"], "--no-progress");

    private async Task ImportDemoModels()
    {
        var demo = _demo.CopyTo(_directory["demo"]);
        var run = await ProgramRun.Start(
            "models", "import", "--esm2", Path.Combine(demo, "esm2"), "--dnabert-s", Path.Combine(demo, "dnabert-s"),
            "--classifier", Path.Combine(demo, "classifier", "500_model.safetensors"), "-o", _directory["models"], "-q");
        Assert.True(run.ExitCode == 0, run.Errors);
    }

    // As a new file: the imported one may be a hard link to its source.
    private void Replace(string name, byte[] content)
    {
        File.Delete(_directory[$"models/{name}"]);
        File.WriteAllBytes(_directory[$"models/{name}"], content);
    }
}
