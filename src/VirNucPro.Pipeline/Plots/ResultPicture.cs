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

    /// <summary>Draws a picture.</summary>
    /// <param name="kind">What to show.</param>
    /// <param name="width">Width of the picture in pixels.</param>
    public Plot Draw(PlotKind kind, int width)
    {
        var plot = PictureStyle.NewPlot(width);
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
            Stack(bars, (bin + 0.5) * width, width, [(data.Scores.Viral[bin], PictureStyle.Viral), (data.Scores.Others[bin], PictureStyle.Other)]);
        }

        plot.Add.Bars(bars);
        Label(plot, $"Virus score of {PictureStyle.Number(data.Scores.Viral.Sum() + data.Scores.Others.Sum())} chunks", "virus score (max_score_1)", "chunks");
        PictureStyle.Legend(plot, [("viral", PictureStyle.Viral), ("other", PictureStyle.Other)]);
        plot.Axes.SetLimits(0, 1, 0, PictureStyle.Top(bars));
    }

    private void DrawLengths(Plot plot, IReadOnlyList<LengthBin> bins)
    {
        var bars = new List<Bar>();
        foreach (var bin in bins)
        {
            var (from, to) = (Math.Log10(bin.FromBp), Math.Log10(bin.ToBp));
            Stack(bars, (from + to) / 2, to - from, [(bin.Viral, PictureStyle.Viral), (bin.Ambiguous, PictureStyle.Ambiguous), (bin.Nonviral, PictureStyle.Other), (bin.Uncalled, PictureStyle.None)]);
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
        Label(plot, $"Calls of {PictureStyle.Number(count)} sequences by length", "length", "sequences");
        PictureStyle.Legend(plot, [("viral", PictureStyle.Viral), ("ambiguous", PictureStyle.Ambiguous), ("non-viral", PictureStyle.Other), ("no call", PictureStyle.None)]);
        plot.Axes.SetLimits(left, right, 0, PictureStyle.Top(bars));
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
            bars.Add(PictureStyle.NewBar((start + end) / 2.0, end - start, 0, delta, delta >= 0 ? PictureStyle.Viral : PictureStyle.Other));
        }

        plot.Add.Bars(bars);
        plot.Add.HorizontalLine(0, 1, PictureStyle.Ink);
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
        PictureStyle.Legend(plot, [("viral chunk", PictureStyle.Viral), ("other chunk", PictureStyle.Other)]);
        plot.Axes.SetLimits(hasPositions ? 0 : track[0].Start, data.TrackEnd, -1.05, 1.05);
    }

    private static void Stack(List<Bar> bars, double position, double width, ReadOnlySpan<(long Count, Color Color)> parts)
    {
        var floor = 0L;
        foreach (var (count, color) in parts)
        {
            if (count > 0)
            {
                bars.Add(PictureStyle.NewBar(position, width, floor, floor + count, color));
                floor += count;
            }
        }
    }

    private void Label(Plot plot, string title, string x, string y) =>
        PictureStyle.Label(plot, data.IsDemo ? $"{title}\n{DemoModels.Notice}" : title, x, y);

    private static string Bases(double bp) => bp switch
    {
        < 1e3 => string.Create(CultureInfo.InvariantCulture, $"{bp:0.###} bp"),
        < 1e6 => string.Create(CultureInfo.InvariantCulture, $"{bp / 1e3:0.###} kb"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bp / 1e6:0.###} Mb"),
    };
}
