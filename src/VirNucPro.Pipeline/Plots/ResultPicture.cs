using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;
using VirNucPro.Models.Demo;
using VirNucPro.Pipeline.Report;

namespace VirNucPro.Pipeline.Plots;

/// <summary>Draws results in the colours of the report.</summary>
internal sealed class ResultPicture(PlotData data)
{
    private const int LongestTitle = 80;

    // Fonts and lines are drawn for this width.
    private const double DesignWidth = 800;
    private const float TitleSize = 15;
    private const float LabelSize = 13;
    private const float LeftMargin = 62;

    private static readonly Color Viral = Color.FromHex("#bf3617");
    private static readonly Color Other = Color.FromHex("#5b9bd0");
    private static readonly Color Ambiguous = Color.FromHex("#8f8a80");
    private static readonly Color None = Color.FromHex("#d8d4cb");
    private static readonly Color Ink = Color.FromHex("#1c1d21");

    /// <summary>The picture as PNG.</summary>
    /// <param name="kind">What to show.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    public byte[] DrawPng(PlotKind kind, int width, int height)
    {
        using var plot = Draw(kind, width);
        return plot.GetImageBytes(width, height, ImageFormat.Png);
    }

    /// <summary>The picture as SVG.</summary>
    /// <inheritdoc cref="DrawPng"/>
    public string DrawSvg(PlotKind kind, int width, int height)
    {
        using var plot = Draw(kind, width);
        return plot.GetSvgXml(width, height);
    }

    private Plot Draw(PlotKind kind, int width)
    {
        BundledFont.Use();
        var plot = new Plot { ScaleFactor = width / DesignWidth };
        plot.Axes.Color(Ink);
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        plot.Axes.Left.MinorTickStyle.Length = 0;
        plot.Axes.Left.MinimumSize = LeftMargin;
        plot.Grid.XAxisStyle.IsVisible = false;
        switch (kind)
        {
            case PlotKind.Scores:
                DrawScores(plot);
                break;
            case PlotKind.Lengths:
                DrawLengths(plot, data.Lengths!.Bins);
                break;
            default:
                DrawTrack(plot);
                break;
        }

        return plot;
    }

    private void DrawScores(Plot plot)
    {
        var bars = new List<Bar>();
        const double width = 1.0 / ScoreHistogram.BinCount;
        for (var bin = 0; bin < ScoreHistogram.BinCount; bin++)
        {
            Stack(bars, (bin + 0.5) * width, width, [(data.Scores.Viral[bin], Viral), (data.Scores.Others[bin], Other)]);
        }

        plot.Add.Bars(bars);
        Label(plot, $"Virus score of {Number(data.Scores.Viral.Sum() + data.Scores.Others.Sum())} chunks", "virus score (max_score_1)", "chunks");
        Legend(plot, [("viral", Viral), ("other", Other)]);
        plot.Axes.SetLimits(0, 1, 0, Top(bars));
    }

    private void DrawLengths(Plot plot, IReadOnlyList<LengthBin> bins)
    {
        var bars = new List<Bar>();
        foreach (var bin in bins)
        {
            var (from, to) = (Math.Log10(bin.FromBp), Math.Log10(bin.ToBp));
            Stack(bars, (from + to) / 2, to - from, [(bin.Viral, Viral), (bin.Ambiguous, Ambiguous), (bin.Nonviral, Other), (bin.Uncalled, None)]);
        }

        plot.Add.Bars(bars);
        var (left, right) = (Math.Log10(bins[0].FromBp) - 0.2, Math.Log10(bins[^1].ToBp) + 0.2);
        var ticks = new NumericManual();
        for (var decade = (int)Math.Floor(left); decade <= right; decade++)
        {
            foreach (var digit in (ReadOnlySpan<int>)[1, 2, 5])
            {
                ticks.AddMajor(decade + Math.Log10(digit), Bases(digit * Math.Pow(10, decade)));
            }
        }

        plot.Axes.Bottom.TickGenerator = ticks;
        var count = bins.Sum(bin => bin.Viral + bin.Ambiguous + bin.Nonviral + bin.Uncalled);
        Label(plot, $"Calls of {Number(count)} sequences by length", "length", "sequences");
        Legend(plot, [("viral", Viral), ("ambiguous", Ambiguous), ("non-viral", Other), ("no call", None)]);
        plot.Axes.SetLimits(left, right, 0, Top(bars));
    }

    private void DrawTrack(Plot plot)
    {
        var track = data.Track;
        var bars = new List<Bar>(track.Count);
        for (var i = 0; i < track.Count; i++)
        {
            // Chunks overlap; in the picture each ends where the next begins.
            var (start, end) = (track[i].Start, i + 1 < track.Count ? Math.Min(track[i].End, track[i + 1].Start) : track[i].End);
            var delta = track[i].Virus - track[i].Others;
            bars.Add(MakeBar((start + end) / 2.0, end - start, 0, delta, delta >= 0 ? Viral : Other));
        }

        plot.Add.Bars(bars);
        plot.Add.HorizontalLine(0, 1, Ink);
        var hasPositions = data.Lengths is not null;
        if (hasPositions)
        {
            plot.Axes.Bottom.TickGenerator = new NumericAutomatic { LabelFormatter = Bases };
        }

        var id = data.TrackId!;
        Label(
            plot,
            id.Length <= LongestTitle ? id : string.Concat(id.AsSpan(0, LongestTitle), "…"),
            hasPositions ? "position" : "chunk",
            "virus − others");
        Legend(plot, [("viral chunk", Viral), ("other chunk", Other)]);
        plot.Axes.SetLimits(hasPositions ? 0 : track[0].Start, data.TrackEnd, -1.05, 1.05);
    }

    private static void Stack(List<Bar> bars, double position, double width, ReadOnlySpan<(long Count, Color Color)> parts)
    {
        var floor = 0L;
        foreach (var (count, color) in parts)
        {
            if (count > 0)
            {
                bars.Add(MakeBar(position, width, floor, floor + count, color));
                floor += count;
            }
        }
    }

    private static Bar MakeBar(double position, double width, double from, double to, Color color) => new()
    {
        Position = position,
        Size = width * 0.94,
        ValueBase = from,
        Value = to,
        FillColor = color,
        LineWidth = 0,
    };

    private static double Top(List<Bar> bars) => 1.05 * bars.Max(bar => bar.Value);

    private void Label(Plot plot, string title, string x, string y)
    {
        plot.Title(data.IsDemo ? $"{title}\n{DemoModels.Notice}" : title);
        plot.XLabel(x);
        plot.YLabel(y);
        plot.Axes.Title.Label.Bold = false;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
        plot.Axes.Title.Label.FontSize = TitleSize;
        plot.Axes.Bottom.Label.FontSize = LabelSize;
        plot.Axes.Left.Label.FontSize = LabelSize;
    }

    private static void Legend(Plot plot, IEnumerable<(string Text, Color Color)> entries)
    {
        plot.Legend.ManualItems.AddRange(entries.Select(entry => new LegendItem { LabelText = entry.Text, FillColor = entry.Color }));
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.ShowLegend(Edge.Bottom);
        plot.Legend.Orientation = Orientation.Horizontal;
    }

    private static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static string Bases(double bp) => bp switch
    {
        < 1e3 => string.Create(CultureInfo.InvariantCulture, $"{bp:0.###} bp"),
        < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bp / 1e3:0.###} kb"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bp / 1e6:0.###} Mb"),
    };
}
