using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using PureHDF;
using VirNucPro.Models.Demo;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests;

public sealed class EmbedRunTests : IDisposable
{
    private const int NpyHeaderBytes = 128;

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLoggers _loggers = new();

    private string Output => _folder.Path("out/array.npy");

    [Fact]
    public void RowsAndIdsFollowTheInputWithoutEmptyRecords()
    {
        var input = _folder.Write("p.fa", ">a\nMKV\n>empty\n>b\nMKVLLAGG\n>c\nMKV\n");

        var summary = Run(new FakeModels(), input, "esm2");

        var rows = Rows();
        Assert.Equal(_folder.Path("out/array.ids.txt"), summary.IdsPath);
        Assert.Equal("a\nb\nc\n", File.ReadAllText(summary.IdsPath!));
        Assert.Equal((3, FakeModels.EsmWidth, 1), (summary.Rows, summary.Width, summary.EmptySequences));
        Assert.Equal(3 * FakeModels.EsmWidth, rows.Length);
        Assert.Equal(rows[..2], rows[4..]);
        Assert.NotEqual(rows[..2], rows[2..4]);
    }

    [Fact]
    public void ManySequencesKeepTheirOrderOnTwoDevices()
    {
        var input = _folder.Write("d.fa", MadeUpFasta.WithOpenFrames(3000, 10));
        Run(new FakeModels(), input, "dnabert-s");
        var expected = Rows();

        Run(new FakeModels(cudaCount: 2), input, "dnabert-s", options => options with { Force = true, Compute = new() { Gpus = [0, 1] } });

        Assert.Equal(3000 * FakeModels.DnabertWidth, expected.Length);
        Assert.Equal(expected, Rows());
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"s{i}"), File.ReadAllLines(_folder.Path("out/array.ids.txt")));
    }

    [Fact]
    public void SequenceThatCannotBeEmbeddedIsListedAndNaN()
    {
        var input = _folder.Write("p.fa", ">a\nMKV\n>b\nMKVLLAGGW\n>c\nMKV\n>d\nMKVLLAGGW\n>e\nMKVL\n");
        using var models = new FaultyModels(new FakeModels()) { IsPoison = tokens => tokens.Length == 11 };

        var summary = Run(models, input, "esm2");

        Assert.Equal(["b", "d"], summary.FailedSequences);
        Assert.Equal(
            [false, true, false, true, false],
            Rows().Chunk(FakeModels.EsmWidth).Select(row => row.All(float.IsNaN)));
        Assert.Equal(1, models.FailedRowsOf(FaultyModels.Esm));
        Assert.Empty(models.Violations);
    }

    [Fact]
    public void DemoModelMarksTheIds()
    {
        var summary = Run(new FakeModels { IsDemo = true }, _folder.Write("p.fa", ">a\nMKV\n"), "esm2");

        Assert.Equal($"# {DemoModels.Notice}\na\n", File.ReadAllText(summary.IdsPath!));
    }

    [Fact]
    public void EveryFormatHoldsTheSameBitsAndIds()
    {
        // A poisoned sequence, so that NaN is among the bits, and ids of several bytes a letter, or of none.
        var input = _folder.Write("d.fa", $"{MadeUpFasta.WithOpenFrames(1500, 10)}>é|1/2 x\nACGT\n>\nACG\n>poison\nACGTACG\n");
        Func<ReadOnlyMemory<int>, bool> isPoison = tokens => tokens.Length == 9;
        string[] paths = [Output, _folder.Path("out/array2.safetensors"), _folder.Path("out/array3.h5"), _folder.Path("out/array4.HDF5")];
        EmbedSummary[] summaries =
        [
            .. paths.Select(path =>
            {
                using var models = new FaultyModels(new FakeModels()) { IsPoison = isPoison };
                return Run(models, input, "dnabert-s", options => options with { OutputPath = path });
            }),
        ];

        var expected = Bits(Rows());
        var ids = File.ReadAllLines(summaries[0].IdsPath!);
        Assert.Equal(["é|1/2", "", "poison"], ids[^3..]);
        Assert.Equal(1503 * FakeModels.DnabertWidth, expected.Length);

        (var header, var data) = ReadSafetensors(paths[1]);
        Assert.Equal(expected, Bits(data));
        Assert.Equal([1503, FakeModels.DnabertWidth], header.GetProperty("embeddings").GetProperty("shape").EnumerateArray().Select(size => size.GetInt32()));
        Assert.Equal(ids, File.ReadAllLines(_folder.Path("out/array2.ids.txt")));

        foreach (var (path, summary) in paths.Zip(summaries).Skip(2))
        {
            using var file = H5File.OpenRead(path);
            var rows = file.Dataset("embeddings");
            Assert.Equal([1503UL, FakeModels.DnabertWidth], rows.Space.Dimensions);
            Assert.Equal(expected, Bits(rows.Read<float[]>()));
            Assert.Equal(ids, file.Dataset("ids").Read<string[]>());
            Assert.Null(summary.IdsPath);
        }
    }

    [Theory]
    [InlineData("esm2", false)]
    [InlineData("dnabert-s", true)]
    public void FilesSayWhereTheirEmbeddingsComeFrom(string encoder, bool isDemo)
    {
        var input = _folder.Write("a.fa", ">a\nACG\n");
        (string, string)[] expected =
        [
            ("encoder", encoder),
            .. encoder == "esm2" ? new[] { ("weights_sha256", "e1") } : [("weights_sha256", "d1"), ("tokenizer_sha256", "d2")],
            ("precision", "fp32"),
            ("pooling", encoder == "esm2"
                ? "mean over the first 1024 residues of the last layer; start and end tokens excluded"
                : "mean over all tokens of the last layer; [CLS] and [SEP] included"),
            ("program", $"virnucpro {PredictJob.Version}"),
            .. isDemo ? new[] { ("notice", DemoModels.Notice) } : [],
        ];

        var paths = Array.ConvertAll((string[])["out/a.h5", "out/a.safetensors"], _folder.Path);
        foreach (var path in paths)
        {
            Run(new FakeModels { IsDemo = isDemo }, input, encoder, options => options with { OutputPath = path });
        }

        using var file = H5File.OpenRead(paths[0]);
        Assert.Equal(expected.Order(), file.Attributes().Select(attribute => (attribute.Name, attribute.Read<string>())).Order());
        Assert.Equal(
            expected.Append(("format", "pt")).Order(),
            ReadSafetensors(paths[1]).Header.GetProperty("__metadata__").EnumerateObject().Select(entry => (entry.Name, entry.Value.GetString()!)).Order());
    }

    [Theory]
    [InlineData("out/array.csv")]
    [InlineData("out/array")]
    [InlineData("out/.npy.gz")]
    public void OtherExtensionsAreRefusedWithTheThreeFormats(string name)
    {
        var failure = Assert.Throws<RunFailedException>(() => Run(
            new FakeModels(), _folder.Write("p.fa", ">a\nMKV\n"), "esm2", options => options with { OutputPath = _folder.Path(name) }));

        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.Equal(
            $"'{_folder.Path(name)}' ends in the name of no format. Let it end in .npy (NumPy), .h5 or .hdf5 (HDF5), or .safetensors (-o).",
            failure.Message);
        Assert.False(Directory.Exists(_folder.Path("out")));
    }

    [Theory]
    [InlineData("out/array.npy")]
    [InlineData("out/array.h5")]
    [InlineData("out/array.safetensors")]
    public void LetterWithoutATokenNamesItsRecord(string name)
    {
        var failure = Assert.Throws<RunFailedException>(() => Run(
            new FakeModels(), _folder.Write("p.fa", ">a\nMKV\n>b x\nMK*V\n"), "esm2", options => options with { OutputPath = _folder.Path(name) }));

        Assert.Equal(FailureKind.BadInput, failure.Kind);
        Assert.Equal("sequence 'b' (record 2): no token for '*' at position 3.", failure.Message);
        Assert.Empty(Directory.GetFiles(_folder.Path("out")));
    }

    [Fact]
    public void UnknownEncoderIsAUsageError() =>
        Assert.Equal(FailureKind.Usage, Fail(_folder.Write("p.fa", ">a\nMKV\n"), "bert").Kind);

    [Fact]
    public void ExistingFileIsRefusedWithTheRemedy()
    {
        var input = _folder.Write("p.fa", ">a\nMKV\n");
        Run(new FakeModels(), input, "esm2");
        File.Delete(Output);

        // The ids that are left would be replaced too.
        var failure = Fail(input, "esm2");

        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.Contains("--force", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ProgressCountsShardsAndTokens()
    {
        var progress = new LastProgress();
        var input = _folder.Write("d.fa", MadeUpFasta.WithOpenFrames(3000, 10));

        Run(new FakeModels(), input, "dnabert-s", progress: progress);

        Assert.Equal((1.0, 3000, 3), (progress.Last!.DoneFraction, progress.Last.Sequences, progress.Last.Shards));
        var encoder = Assert.Single(progress.Last.Encoders);
        Assert.Equal(("DNABERT-S", true), (encoder.Name, encoder.Tokens > 0));
        Assert.Equal(1, encoder.DoneFraction, 1e-9);
    }

    [Fact]
    public void InputOfEmptyRecordsGivesAnArrayWithoutRows()
    {
        var summary = Run(new FakeModels(), _folder.Write("p.fa", ">a\n>b\n"), "esm2");

        Assert.Equal((0, FakeModels.EsmWidth), (summary.Rows, summary.Width));
        Assert.Empty(Rows());
    }

    [Fact]
    public void InputOfEmptyRecordsGivesDatasetsWithoutRows()
    {
        var input = _folder.Write("p.fa", ">a\n>b\n");
        Run(new FakeModels(), input, "esm2", options => options with { OutputPath = _folder.Path("a.h5") });
        Run(new FakeModels(), input, "esm2", options => options with { OutputPath = _folder.Path("a.safetensors") });

        using var file = H5File.OpenRead(_folder.Path("a.h5"));
        Assert.Equal([0UL, FakeModels.EsmWidth], file.Dataset("embeddings").Space.Dimensions);
        Assert.Equal([0UL], file.Dataset("ids").Space.Dimensions);
        Assert.Empty(ReadSafetensors(_folder.Path("a.safetensors")).Data);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _loggers.Dispose();
    }

    private RunFailedException Fail(string input, string encoder) =>
        Assert.Throws<RunFailedException>(() => Run(new FakeModels(), input, encoder));

    private EmbedSummary Run(
        IModelSource models,
        string input,
        string encoder,
        Func<EmbedOptions, EmbedOptions>? change = null,
        IProgress<RunProgress>? progress = null)
    {
        var options = new EmbedOptions { Encoder = encoder, InputPaths = [input], OutputPath = Output, ModelsDirectory = "models" };
        return EmbedRun.Execute(
            change?.Invoke(options) ?? options, (_, _) => models, _loggers, TimeProvider.System, progress, CancellationToken.None);
    }

    private static int[] Bits(float[] values) => Array.ConvertAll(values, BitConverter.SingleToInt32Bits);

    private static (JsonElement Header, float[] Data) ReadSafetensors(string path)
    {
        ReadOnlySpan<byte> file = File.ReadAllBytes(path);
        var dataStart = sizeof(long) + (int)BitConverter.ToInt64(file);
        return (
            JsonDocument.Parse(Encoding.UTF8.GetString(file[sizeof(long)..dataStart])).RootElement,
            MemoryMarshal.Cast<byte, float>(file[dataStart..]).ToArray());
    }

    private float[] Rows() => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Output).AsSpan(NpyHeaderBytes)).ToArray();
}
