using System.Buffers.Binary;
using System.Text;
using VirNucPro.Pipeline.Snapshots;
using VirNucPro.Pipeline.Telemetry;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Snapshots;

public sealed class SnapshotPlotTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLoggers _loggers = new();

    public void Dispose()
    {
        _folder.Dispose();
        _loggers.Dispose();
    }

    [Fact]
    public void EqualRunIsDrawnAtZeroBesideTheBars()
    {
        var comparison = Compare(new FakeModels { IsDemo = true }, "a.svg");

        Assert.Empty(comparison.Failures);
        var svg = File.ReadAllText(_folder.Path("a.svg"));
        Assert.Equal(["1e-5", "1e-5", "5e-6"], Texts(svg).Where(text => text.StartsWith("allowed: ", StringComparison.Ordinal)).Select(text => text["allowed: ".Length..]));
        Assert.Contains("1 − cosine of an embedding", Texts(svg));
        Assert.Contains("larger difference of a frame's two scores", Texts(svg));
        Assert.Contains("Demo models with random weights: these results have no biological meaning.", Texts(svg));
        Assert.DoesNotContain("not finite", Texts(svg));
    }

    [Fact]
    public void BrokenBarsAreDrawnToo()
    {
        var comparison = Compare(new FakeModels { Classify = _ => (0.5F, 0.5F) }, "a.png");

        Assert.NotEmpty(comparison.Failures);
        var png = File.ReadAllBytes(_folder.Path("a.png"));
        Assert.Equal("PNG", Encoding.ASCII.GetString(png, 1, 3));
        Assert.Equal((1200, 1200), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
    }

    /// <summary>Before anything is computed.</summary>
    [Fact]
    public void PictureOfAnotherFormatIsRefused()
    {
        Create();

        var failure = Assert.Throws<RunFailedException>(() => Compare(() => throw new InvalidOperationException("models were opened"), "a.pdf"));

        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.Contains(".png or .svg", failure.Message, StringComparison.Ordinal);
    }

    /// <summary>Few frames far off, zeros, values without a number and bars that nothing but 0 keeps.</summary>
    [Fact]
    public void WhatIsNotFiniteStandsAtTheOtherEnd()
    {
        var frame = new SnapshotFrame("a_chunk_1", "F1", 10, 10);
        var (dnabert, esm, scores) = (new EncoderComparison(EncoderNames.DnabertS), new EncoderComparison(EncoderNames.Esm2), new DifferenceHistogram());
        dnabert.Add(frame, 10, [1, 2], [1, 2]);
        esm.Add(frame, 10, [float.NaN, 2], [1, 2]);
        scores.Add(double.NaN);
        var comparison = new SnapshotComparison
        {
            Snapshot = new Dictionary<string, string>(),
            Run = new Dictionary<string, string> { [SnapshotFormat.PrecisionKey] = "fp16" },
            Thresholds = new(MinCosine: 1, MaxDifference: 0, MaxScoreDifference: 0.01),
            Buckets = [],
            Frames = 1,
            EqualFrameLabels = 0,
            Chunks = 1,
            EqualChunkVerdicts = 0,
            MaxScoreDifference = double.NaN,
            MeanScoreDifference = double.NaN,
            Failures = [],
        };

        new SnapshotPicture(comparison, dnabert, esm, scores).Write(_folder.Path("a.svg"));

        var texts = Texts(File.ReadAllText(_folder.Path("a.svg")));
        Assert.Equal(3, texts.Count(text => text == "not finite"));
        Assert.Equal(2, texts.Count(text => text == "allowed: 0"));
        Assert.Contains("1 frames in FP16, 0 of them called as in the snapshot", texts);
    }

    private void Create() => SnapshotRun.Create(
        new SnapshotCreateOptions
        {
            InputPaths = [_folder.Write("reads.fa", MadeUpFasta.WithOpenFrames(3, 200))],
            OutputPath = _folder.Path("a.snapshot"),
            ModelsDirectory = "models",
        },
        (_, _) => new FakeModels(),
        _loggers,
        TimeProvider.System,
        progress: null,
        CancellationToken.None);

    private SnapshotComparison Compare(FakeModels models, string picture)
    {
        Create();
        return Compare(() => models, picture);
    }

    private SnapshotComparison Compare(Func<FakeModels> models, string picture) => SnapshotRun.Compare(
        new SnapshotCompareOptions { SnapshotPath = _folder.Path("a.snapshot"), ModelsDirectory = "models", PlotPath = _folder.Path(picture) },
        (_, _) => models(),
        _loggers,
        TimeProvider.System,
        progress: null,
        CancellationToken.None);

    private static string[] Texts(string svg) =>
        [.. System.Xml.Linq.XDocument.Parse(svg).Descendants().Where(element => element.Name.LocalName == "text").Select(element => element.Value.Trim())];
}
