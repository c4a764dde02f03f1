using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;

namespace VirNucPro.EndToEnd.Tests;

/// <summary>Whatever is wrong with what the user gives ends in one clear line, the right exit code and no half-written file.</summary>
public sealed class BadInputTests : IClassFixture<DemoModels>, IDisposable
{
    private readonly DemoModels _models;
    private readonly TemporaryDirectory _directory = new();

    public BadInputTests(DemoModels models) => _models = models;

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task MissingFile() =>
        AssertFailure(await Predict(_directory["absent.fa"]), 66, _directory["absent.fa"], "no such file");

    [Fact]
    public async Task FolderInsteadOfFile() =>
        AssertFailure(await Predict(_directory.Path), 66, _directory.Path, "a folder");

    [Fact]
    public async Task EmptyFile()
    {
        var input = _directory.Write("empty.fa", "");

        AssertFailure(await Predict(input), 65, input, "'>'");
    }

    [Fact]
    public async Task EmptyStandardInput()
    {
        var run = await ProgramRun.StartWithInput("", "predict", "-", "--models", _models.Path, "-o", _directory["out"], "-q");

        AssertFailure(run, 65, "standard input", "'>'");
    }

    [Fact]
    public async Task FileThatIsNotFasta()
    {
        var input = _directory.Write("table.csv", "name,length\ncontig,500\n");

        AssertFailure(await Predict(input), 65, input, "'>'");
    }

    [Fact]
    public async Task CompressedEmptyFile()
    {
        var input = _directory["contigs.fa.gz"];
        File.WriteAllBytes(input, [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

        AssertFailure(await Predict(input), 65, input, "holds no sequence");
    }

    [Fact]
    public async Task LaterRecordThatIsNotFasta()
    {
        var input = _directory.Write("late.fa", File.ReadAllText(Fixture.LambdaPhage) + ">second\nACGT\u0000\u0001\n");

        AssertFailure(await Predict(input), 65, input, "second");
    }

    [Fact]
    public async Task MissingModelsFolder() =>
        AssertFailure(await PredictLambda("--models", _directory["absent"]), 69, _directory["absent"], "dnabert-s/, esm2/ and classifier/");

    [Fact]
    public async Task ModelsFolderWithoutModels()
    {
        Directory.CreateDirectory(_directory["hollow"]);

        AssertFailure(await PredictLambda("--models", _directory["hollow"]), 69, _directory["hollow"]);
    }

    [Theory]
    [InlineData("esm2/model.safetensors")]
    [InlineData("dnabert-s/model.safetensors")]
    [InlineData("classifier/500_model.safetensors")]
    public async Task ModelFileCutShort(string name)
    {
        var file = Path.Combine(_models.CopyTo(_directory["models"]), name);
        using (var stream = File.OpenWrite(file))
        {
            stream.SetLength(stream.Length - 100);
        }

        AssertFailure(await PredictLambda("--models", _directory["models"]), 69, file);
    }

    [Theory]
    [InlineData("esm2/model.safetensors")]
    [InlineData("dnabert-s/model.safetensors")]
    [InlineData("classifier/500_model.safetensors")]
    public async Task UnknownElementType(string name)
    {
        var file = Path.Combine(_models.CopyTo(_directory["models"]), name);
        EditHeader(file, (_, tensor) => tensor["dtype"] = "Q7");

        AssertFailure(await PredictLambda("--models", _directory["models"]), 69, file, "Q7");
    }

    [Theory]
    [InlineData("esm2/model.safetensors", "encoder.layer.0.intermediate.dense.weight")]
    [InlineData("dnabert-s/model.safetensors", "encoder.layer.0.mlp.wo.weight")]
    [InlineData("classifier/500_model.safetensors", "output_layer.weight")]
    public async Task WrongTensorShape(string name, string tensorName)
    {
        var file = Path.Combine(_models.CopyTo(_directory["models"]), name);
        var changed = 0;
        EditHeader(file, (fullName, tensor) =>
        {
            if (fullName.EndsWith(tensorName, StringComparison.Ordinal))
            {
                changed++;
                var shape = tensor["shape"]!.AsArray();
                tensor["shape"] = new JsonArray((long)shape[1]!, (long)shape[0]!);
            }
        });

        Assert.Equal(1, changed);
        AssertFailure(await PredictLambda("--models", _directory["models"]), 69, file, tensorName);
    }

    [Fact]
    public async Task ClassifierForAnotherChunkLength() => AssertFailure(
        await PredictLambda("--models", _models.Path, "-m", "custom", "-p", Path.Combine(_models.Path, "classifier", "300_model.safetensors"), "-e", "500"),
        69,
        "300_model.safetensors",
        "300");

    [Fact]
    public async Task MissingLibtorch() =>
        AssertFailure(await PredictLambda("--models", _models.Path, "--libtorch", _directory["absent"]), 69, _directory["absent"], "--libtorch");

    [Fact]
    public async Task LibtorchBeforeTheStableInterface()
    {
        // Any shared library stands for one that lacks what libtorch 2.10 brought.
        File.Copy(Path.Combine(Path.GetDirectoryName(ProgramRun.ProgramPath)!, "libvirnucpro.so"), _directory["libtorch_cpu.so"]);

        AssertFailure(
            await PredictLambda("--models", _models.Path, "--libtorch", _directory.Path), 69, _directory["libtorch_cpu.so"], "2.10 or newer");
    }

    [Theory]
    [InlineData("-d", "cuda")]
    [InlineData("-d", "cuda:0")]
    [InlineData("--gpus", "0,1")]
    public async Task CudaWhereThereIsNone(string option, string value) =>
        AssertFailure(await PredictLambda("--models", _models.Path, option, value), 69, "cuda", "--libtorch");

    [Fact]
    public async Task OutputFolderThatExists()
    {
        Directory.CreateDirectory(_directory["out"]);
        var kept = _directory.Write("out/mine.txt", "precious");

        var run = await PredictLambda("--models", _models.Path);

        AssertOneLine(run, 64, _directory["out"], "--force", "virnucpro predict --help");
        Assert.Equal([kept], Directory.EnumerateFileSystemEntries(_directory["out"]));
        Assert.Equal("precious", File.ReadAllText(kept));
    }

    [Fact]
    public async Task EmptyOutputFolderIsUsed()
    {
        Directory.CreateDirectory(_directory["out"]);

        var run = await Predict(Fixture.Path("e2e/input.fa"));

        Assert.Equal((0, ""), (run.ExitCode, run.Errors));
    }

    [Theory]
    [InlineData("--modls", "predict", "in.fa", "--modls", "m")]
    [InlineData("--models", "predict", "in.fa")]
    [InlineData("INPUT", "predict", "--models", "m")]
    [InlineData("'perdict'", "perdict")]
    [InlineData("custom", "predict", "in.fa", "--models", "m", "-m", "custom", "-p", "c.safetensors")]
    [InlineData("-e says 300", "predict", "in.fa", "--models", "m", "-m", "500", "-e", "300")]
    public async Task CommandLineThatCannotBeFollowed(string named, params string[] arguments) =>
        AssertOneLine(await ProgramRun.Start(arguments), 64, named, "--help");

    private Task<ProgramRun> Predict(string input) =>
        ProgramRun.Start("predict", input, "--models", _models.Path, "-o", _directory["out"], "-q");

    private Task<ProgramRun> PredictLambda(params string[] options) =>
        ProgramRun.Start(["predict", Fixture.LambdaPhage, "-o", _directory["out"], "-q", .. options]);

    private void AssertFailure(ProgramRun run, int exitCode, params string[] mentioned)
    {
        AssertOneLine(run, exitCode, mentioned);
        Assert.Empty(LeftOvers.Of(_directory["out"]));
    }

    private static void AssertOneLine(ProgramRun run, int exitCode, params string[] mentioned)
    {
        Assert.Equal((exitCode, ""), (run.ExitCode, run.Output));
        Assert.Matches(@"^error: [^\n]+\n$", run.Errors);
        Assert.All(mentioned, text => Assert.Contains(text, run.Errors, StringComparison.Ordinal));
    }

    /// <summary>Rewrites the header of a safetensors file; its data stays.</summary>
    private static void EditHeader(string path, Action<string, JsonObject> edit)
    {
        var file = File.ReadAllBytes(path);
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(file);
        var header = JsonNode.Parse(file.AsSpan(8, length))!.AsObject();
        foreach ((var name, var tensor) in header.Where(entry => entry.Key != "__metadata__").ToArray())
        {
            edit(name, tensor!.AsObject());
        }

        var edited = Encoding.UTF8.GetBytes(header.ToJsonString());
        var prefix = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(prefix, edited.Length);
        File.WriteAllBytes(path, [.. prefix, .. edited, .. file[(8 + length)..]]);
    }
}
