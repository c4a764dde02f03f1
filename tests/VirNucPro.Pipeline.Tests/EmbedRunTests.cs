using System.Runtime.InteropServices;
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
        Assert.Equal("a\nb\nc\n", File.ReadAllText(summary.IdsPath));
        Assert.EndsWith("out/array.ids.txt", summary.IdsPath, StringComparison.Ordinal);
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

        Assert.Equal($"# {DemoModels.Notice}\na\n", File.ReadAllText(summary.IdsPath));
    }

    [Fact]
    public void LetterWithoutATokenNamesItsRecord()
    {
        var failure = Fail(_folder.Write("p.fa", ">a\nMKV\n>b x\nMK*V\n"), "esm2");

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

        var failure = Fail(input, "esm2");

        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.Contains("--force", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void InputOfEmptyRecordsGivesAnArrayWithoutRows()
    {
        var summary = Run(new FakeModels(), _folder.Write("p.fa", ">a\n>b\n"), "esm2");

        Assert.Equal((0, FakeModels.EsmWidth), (summary.Rows, summary.Width));
        Assert.Empty(Rows());
    }

    public void Dispose()
    {
        _folder.Dispose();
        _loggers.Dispose();
    }

    private RunFailedException Fail(string input, string encoder) =>
        Assert.Throws<RunFailedException>(() => Run(new FakeModels(), input, encoder));

    private EmbedSummary Run(
        IModelSource models, string input, string encoder, Func<EmbedOptions, EmbedOptions>? change = null)
    {
        var options = new EmbedOptions { Encoder = encoder, InputPaths = [input], OutputPath = Output, ModelsDirectory = "models" };
        return EmbedRun.Execute(
            change?.Invoke(options) ?? options, (_, _) => models, _loggers, TimeProvider.System, null, CancellationToken.None);
    }

    private float[] Rows() => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Output).AsSpan(NpyHeaderBytes)).ToArray();
}
