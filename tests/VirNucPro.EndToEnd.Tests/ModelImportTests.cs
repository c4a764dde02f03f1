using System.Text;

namespace VirNucPro.EndToEnd.Tests;

/// <summary>From the files that upstream's tools give out to a models folder, with the built program.</summary>
public sealed class ModelImportTests : IClassFixture<DemoModels>, IDisposable
{
    private readonly DemoModels _demo;
    private readonly TemporaryDirectory _directory = new();

    public ModelImportTests(DemoModels demo) => _demo = demo;

    public void Dispose() => _directory.Dispose();

    [RealTokenizerTheory]
    [InlineData(300)]
    [InlineData(500)]
    public async Task ImportedOriginalsGiveTheReferencesResults(int lengthBp)
    {
        var import = await ProgramRun.Start(
            "models", "import", "--esm2", Fixture.Path("esm2/a/esm2_t3_tiny_a.pt"), "--dnabert-s", ModelFolders.AssembleDnabertSnapshot(_directory),
            "--classifier", Fixture.Path("classifier/tiny/model.pth"), "-e", $"{lengthBp}", "-o", _directory["imported"]);
        Assert.True(import.ExitCode == 0, import.Errors);
        Assert.Contains("esm2 from esm2_t3_tiny_a.pt (646 kB), fingerprint ", import.Errors, StringComparison.Ordinal);

        var run = await ProgramRun.Start(
            "predict", Fixture.Path("e2e/input.fa"), "--models", _directory["imported"], "-o", _directory["out"], "-m", $"{lengthBp}", "-d", "cpu");

        Assert.True(run.ExitCode == 0, run.Errors);
        ReferenceTables.AssertSame(Fixture.Path($"e2e/chunk{lengthBp}"), _directory["out"]);
        var log = File.ReadAllText(_directory["out/virnucpro.log"]);
        var parts = Fixture.Parse(_directory["imported/models.json"]).GetProperty("parts");
        Assert.Contains($"DNABERT-S fingerprint          {parts.GetProperty("dnabert-s").GetProperty("fingerprint")}", log, StringComparison.Ordinal);
        Assert.Contains($"ESM-2 fingerprint              {parts.GetProperty("esm2").GetProperty("fingerprint")}", log, StringComparison.Ordinal);
        Assert.Contains($"Classifier fingerprint         {parts.GetProperty($"classifier/{lengthBp}").GetProperty("fingerprint")}", log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task ClassifierOfAnotherLengthIsRefused()
    {
        var models = _demo.CopyTo(_directory["models"]);
        File.Delete(_directory["models/classifier/300_model.safetensors"]);
        File.Move(_directory["models/classifier/500_model.safetensors"], _directory["models/classifier/300_model.safetensors"]);

        var run = await ProgramRun.Start("predict", Fixture.LambdaPhage, "--models", models, "-m", "300", "-o", _directory["out"], "-q");

        Assert.Equal(69, run.ExitCode);
        Assert.Matches(@"^error: [^\n]*300_model\.safetensors was trained for chunks of 500 bp[^\n]*\n$", run.Errors);
    }

    [Fact]
    public async Task PartsAreAddedAndReplacedOnlyOnDemand()
    {
        var demo = _demo.CopyTo(_directory["demo"]);
        var first = await Import("--esm2", Path.Combine(demo, "esm2"));
        var second = await Import("--classifier", Path.Combine(demo, "classifier", "500_model.safetensors"));
        var again = await Import("--esm2", Path.Combine(demo, "esm2"));
        var forced = await Import("--esm2", Path.Combine(demo, "esm2"), "--force");

        Assert.Equal((0, 0, 64, 0), (first.ExitCode, second.ExitCode, again.ExitCode, forced.ExitCode));
        Assert.Matches(@"^error: [^\n]*esm2[^\n]*--force[^\n]*\n$", again.Errors);
        Assert.Equal(
            ["classifier/500", "esm2"], Fixture.Parse(_directory["imported/models.json"]).GetProperty("parts").EnumerateObject().Select(part => part.Name));
    }

    [Fact]
    public async Task MissingSourceIsNamed()
    {
        var run = await Import("--classifier", _directory["absent.pth"]);

        Assert.Equal(66, run.ExitCode);
        Assert.Matches($@"^error: [^\n]*{_directory["absent.pth"]}[^\n]*\n$", run.Errors);
        Assert.False(Directory.Exists(_directory["imported"]));
    }

    [Fact]
    public async Task FullDiskIsAnInputOutputError()
    {
        var source = WriteClassifierLargerThanTheDisk();

        var run = await Import("--classifier", source);

        Assert.Equal((74, ""), (run.ExitCode, run.Output));
        Assert.Matches($@"^error: [^\n]*{_directory["imported"]}: the disk has [0-9.]+ GB free, but what is to be imported needs [0-9.]+ GB more[^\n]*\n$", run.Errors);
        Assert.False(Directory.Exists(_directory["imported"]));
    }

    [Theory]
    [InlineData("empty.pt")]
    [InlineData("header_too_long.safetensors")]
    [InlineData("lfs_pointer.pt")]
    [InlineData("not_a_checkpoint.pt")]
    [InlineData("truncated.safetensors")]
    [InlineData("truncated_legacy.pt")]
    [InlineData("truncated_zip.pt")]
    [InlineData("unknown_global.pt")]
    public async Task BrokenFileIsRefusedInOneLine(string name)
    {
        var run = await Import("--classifier", Fixture.Path($"ptformat/broken/{name}"));

        Assert.Equal((65, ""), (run.ExitCode, run.Output));
        Assert.Matches($@"^error: [^\n]*{name}[^\n]*\n$", run.Errors);
        Assert.False(Directory.Exists(_directory["imported"]));
    }

    [Theory]
    [InlineData("--classifier", "esm2/a/esm2_t3_tiny_a.pt", "it is no classifier of VirNucPro")]
    [InlineData("--classifier", "dnabert/a/model.safetensors", "it is no classifier of VirNucPro")]
    [InlineData("--classifier", "ptformat/broken/unknown_global.pt", "it is no classifier of VirNucPro")]
    [InlineData("--classifier", "ptformat/broken/not_a_checkpoint.pt", "is a web page")]
    [InlineData("--classifier", "ptformat/broken/lfs_pointer.pt", "is a Git LFS pointer")]
    [InlineData("--esm2", "classifier/tiny/model.pth", "it is no ESM-2 model")]
    [InlineData("--esm2", "dnabert/a", "the model has 4096 tokens, but ESM-2's alphabet has 33")]
    public async Task FileThatIsSomethingElseIsRefusedByName(string option, string source, string reason)
    {
        var run = await Import(option, Fixture.Path(source));

        Assert.Equal((65, ""), (run.ExitCode, run.Output));
        Assert.Matches($@"^error: [^\n]*{Fixture.Path(source)}[^\n]*{reason}[^\n]*\n$", run.Errors);
        Assert.False(Directory.Exists(_directory["imported"]));
    }

    /// <summary>Writes a header of more tensors than the disk has room for; a file of holes takes none itself.</summary>
    private string WriteClassifierLargerThanTheDisk()
    {
        const int InputWidth = 3328;
        var path = _directory["500_model.safetensors"];
        var rows = (new DriveInfo(_directory.Path).AvailableFreeSpace / (InputWidth * sizeof(float))) + 1_000_000;
        var end = 0L;
        var header = Encoding.ASCII.GetBytes($$"""{{{string.Join(',', (IEnumerable<string>)[
            Tensor("hidden_layer.weight", rows, InputWidth), Tensor("hidden_layer.bias", rows), Tensor("bn1.weight", rows), Tensor("bn1.bias", rows),
            Tensor("bn1.running_mean", rows), Tensor("bn1.running_var", rows), Tensor("output_layer.weight", 2, rows), Tensor("output_layer.bias", 2)])}}}""");
        using var file = File.Create(path);
        file.Write(BitConverter.GetBytes((ulong)header.Length));
        file.Write(header);
        file.SetLength(file.Position + end);
        return path;

        string Tensor(string name, params long[] shape)
        {
            var start = end;
            end += sizeof(float) * shape.Aggregate(1L, (count, size) => count * size);
            return $$"""
                "{{name}}":{"dtype":"F32","shape":[{{string.Join(',', shape)}}],"data_offsets":[{{start}},{{end}}]}
                """;
        }
    }

    private Task<ProgramRun> Import(params string[] arguments) =>
        ProgramRun.Start(["models", "import", .. arguments, "-o", _directory["imported"], "-q"]);
}
