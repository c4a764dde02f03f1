using System.Buffers.Binary;
using VirNucPro.Pipeline.Plots;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Plots;

public sealed class PlotRunTests : IDisposable
{
    private const string Table = "Modified_ID\tIs_Virus\tmax_score_0\tmax_score_1\na_chunk_1\tTrue\t0.1\t0.9\na_chunk_2\tFalse\t0.8\t0.2\nb_chunk_1\tTrue\t0.3\t0.7\n";

    private readonly PredictFixture _run = new();
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        _run.Dispose();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(PlotKind.Scores, "Virus score of")]
    [InlineData(PlotKind.Lengths, "Calls of 3 sequences by length")]
    [InlineData(PlotKind.Track, "virus − others")]
    public void EachPictureOfARunIsDrawnInBothFormats(PlotKind kind, string text)
    {
        _run.Run(new FakeModels { IsDemo = true }, _run.Input(MadeUpFasta.WithOpenFrames(3, 40)));
        var contig = kind == PlotKind.Track ? "s0" : null;

        Plot(_run.Output, "a.svg", kind, contig);
        Plot(_run.Output, "a.png", kind, contig);

        var svg = File.ReadAllText(_folder.Path("a.svg"));
        Assert.Contains(text, svg, StringComparison.Ordinal);
        Assert.Contains("Demo models", svg, StringComparison.Ordinal);
        Assert.Contains("DejaVu Sans", svg, StringComparison.Ordinal);
        var png = File.ReadAllBytes(_folder.Path("a.png"));
        Assert.Equal("PNG", System.Text.Encoding.ASCII.GetString(png, 1, 3));
        Assert.Equal((640, 360), (BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(16)), BinaryPrimitives.ReadInt32BigEndian(png.AsSpan(20))));
    }

    [Fact]
    public void TableOfScoresHasScoresAndTracksByChunkNumber()
    {
        var table = _folder.Write("scores.csv", Table);

        Plot(table, "scores.svg");
        Plot(table, "track.svg", contig: "a");

        Assert.Contains("Virus score of 3 chunks", File.ReadAllText(_folder.Path("scores.svg")), StringComparison.Ordinal);
        Assert.Matches(@">\s*chunk\s*<", File.ReadAllText(_folder.Path("track.svg")));
    }

    [Fact]
    public void FolderWithNothingButATableWillDo()
    {
        Directory.CreateDirectory(_run.Output);
        File.WriteAllText(Path.Combine(_run.Output, "prediction_results_highestscore.csv"), Table);

        Plot(_run.Output, "scores.png");

        Assert.True(File.Exists(_folder.Path("scores.png")));
    }

    [Theory]
    [InlineData("scores.csv", "a.gif", null, null, FailureKind.Usage, ".png or .svg")]
    [InlineData("scores.csv", "a.png", PlotKind.Lengths, null, FailureKind.Usage, "has no lengths")]
    [InlineData("scores.csv", "a.png", PlotKind.Track, null, FailureKind.Usage, "--contig")]
    [InlineData("scores.csv", "a.png", null, "c", FailureKind.Usage, "'c'")]
    [InlineData("scores.csv", "a.png", PlotKind.Scores, "a", FailureKind.Usage, "for a track only")]
    [InlineData("scores.csv", "scores.png", null, null, FailureKind.Usage, "--force")]
    [InlineData("header.csv", "a.png", null, null, FailureKind.BadInput, "holds no score")]
    [InlineData("scores.png", "a.png", null, null, FailureKind.BadInput, "Modified_ID")]
    [InlineData("nothing.csv", "a.png", null, null, FailureKind.InputMissing, "no such file")]
    [InlineData("", "a.png", null, null, FailureKind.InputMissing, "run.db")]
    public void WhatCannotBeDrawnIsRefusedWithTheRemedy(
        string results, string output, PlotKind? kind, string? contig, FailureKind expected, string remedy)
    {
        _folder.Write("scores.csv", Table);
        _folder.Write("header.csv", Table[..(Table.IndexOf('\n', StringComparison.Ordinal) + 1)]);
        _folder.Write("scores.png", "no picture\n");

        var failure = Assert.Throws<RunFailedException>(() => Plot(_folder.Path(results), output, kind, contig));

        Assert.Equal(expected, failure.Kind);
        Assert.Contains(remedy, failure.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.Path("a.png")));
    }

    private void Plot(string results, string output, PlotKind? kind = null, string? contig = null) => PlotRun.Execute(
        new PlotOptions { ResultsPath = results, OutputPath = _folder.Path(output), Kind = kind, ContigId = contig, Width = 640, Height = 360 },
        CancellationToken.None);
}
