namespace VirNucPro.EndToEnd.Tests;

public sealed class ModelInspectTests : IClassFixture<DemoModels>
{
    private readonly DemoModels _demo;

    public ModelInspectTests(DemoModels demo) => _demo = demo;

    [Theory]
    [InlineData("weights/mixed.safetensors", "f32 +float32 +\\[3, 4\\] +48")]
    [InlineData("esm2/a16/model.safetensors.index.json", "embeddings\\.word_embeddings\\.weight +float16 +\\[33, 64\\] +4224")]
    [InlineData("esm2/a/esm2_t3_tiny_a.pt", "model\\.encoder\\.sentence_encoder\\.layers\\.0\\.self_attn\\.rot_emb\\.inv_freq +float32 +\\[8\\] +32")]
    [InlineData("classifier/tiny/model.pth", "hidden_layer\\.weight +float32 +\\[32, 128\\] +16384")]
    [InlineData("dnabert/a/pytorch_model.bin", "embeddings\\.word_embeddings\\.weight +float32 +\\[4096, 64\\] +1048576")]
    [InlineData("dnabert/a", "embeddings\\.word_embeddings\\.weight +float32 +\\[4096, 64\\] +1048576")]
    public async Task TensorsAreListed(string path, string row)
    {
        var run = await Inspect(Fixture.Path(path));

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Matches($"(?m)^{row}$", run.Output);
        Assert.Matches(@"(?m)^\d+ tensors, \d+ bytes \([\d.]+ [kM]?B\)$", run.Output);
    }

    [Fact]
    public async Task ConfigurationOfACheckpointIsShown()
    {
        var run = await Inspect(Fixture.Path("esm2/a/esm2_t3_tiny_a.pt"));

        Assert.Matches(@"(?m)^cfg\.model\.encoder_layers +3$", run.Output);
    }

    [Fact]
    public async Task ModelsFolderShowsEveryPart()
    {
        using var directory = new TemporaryDirectory();
        var models = _demo.CopyTo(directory["models"]);
        File.Copy(Fixture.Path("classifier/tiny/model.pth"), directory["models/classifier/400_model.pth"]);

        var run = await Inspect(models);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            ["dnabert-s/model.safetensors", "esm2/model.safetensors", "classifier/300_model.safetensors", "classifier/400_model.pth", "classifier/500_model.safetensors"],
            run.Output.Split('\n').Where(line => line.StartsWith(models, StringComparison.Ordinal)).Select(line => line[(models.Length + 1)..line.IndexOf(": ", StringComparison.Ordinal)]));
        Assert.Matches(@"(?m)^num_hidden_layers +3$", run.Output);
        Assert.Matches(@"(?m)^expected_length +500$", run.Output);
    }

    [Fact]
    public async Task CodeThatAFileNamesIsListedAndNotRun()
    {
        var run = await Inspect(Fixture.Path("ptformat/broken/unknown_global.pt"));

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
        Assert.Matches(@"(?m)^Refused: named by the file as code to run, and not run\nWhere +What\nx +posix\.getpid$", run.Output);
    }

    [Theory]
    [InlineData("empty.pt")]
    [InlineData("header_too_long.safetensors")]
    [InlineData("lfs_pointer.pt")]
    [InlineData("not_a_checkpoint.pt")]
    [InlineData("truncated.safetensors")]
    [InlineData("truncated_legacy.pt")]
    [InlineData("truncated_zip.pt")]
    public async Task BrokenFileIsRefusedInOneLine(string name)
    {
        var run = await Inspect(Fixture.Path($"ptformat/broken/{name}"));

        Assert.Equal((65, ""), (run.ExitCode, run.Output));
        Assert.Matches($@"^error: [^\n]*{name}[^\n]*\n$", run.Errors);
    }

    [Fact]
    public async Task MissingPathIsNamed()
    {
        var run = await Inspect(Fixture.Path("absent.pt"));

        Assert.Equal((66, ""), (run.ExitCode, run.Output));
        Assert.Matches(@"^error: [^\n]*absent\.pt[^\n]*\n$", run.Errors);
    }

    private static Task<ProgramRun> Inspect(string path) => ProgramRun.Start("models", "inspect", path);
}
