using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;
using VirNucPro.Models.Demo;
using VirNucPro.Pipeline.Plots;
using VirNucPro.Pipeline.Report;

namespace VirNucPro.Pipeline.Snapshots;

/// <summary>Draws how far the frames of a run are from a snapshot's: cosines, elements and scores, one below the other.</summary>
/// <param name="comparison">The comparison.</param>
/// <param name="dnabert">The embeddings of DNABERT-S.</param>
/// <param name="esm">Those of ESM-2.</param>
/// <param name="scores">The larger of each frame's two differences of a score.</param>
internal sealed class SnapshotPicture(SnapshotComparison comparison, EncoderComparison dnabert, EncoderComparison esm, DifferenceHistogram scores)
{
    private const int Width = 1200;
    private const int Height = 1200;
    private const int MostTicks = 15;
    private const float RightMargin = 24;

    // Of the logarithmic part of an axis: room beside it for frames that have no place on it.
    private const double SideRoom = 0.1;

    // Of the axis: one frame of a million is to be seen.
    private const double LowestBar = 0.01;

    // Above the highest bar: room for the threshold's text.
    private const double Headroom = 1.15;

    private static readonly Color Dnabert = PictureStyle.Other;
    private static readonly Color Esm = PictureStyle.Viral;
    private static readonly Color Scores = PictureStyle.Ambiguous;

    /// <summary>Writes the picture; the file appears when it is complete.</summary>
    /// <param name="path">Its name, which ends in <c>.png</c> or <c>.svg</c>.</param>
    public void Write(string path)
    {
        var thresholds = comparison.Thresholds;
        using var cosines = Draw(
            Title(), "1 − cosine of an embedding", 1 - thresholds.MinCosine, [(dnabert.CosineDistances, Dnabert), (esm.CosineDistances, Esm)]);
        using var elements = Draw(
            "", "largest difference of an embedding's elements", thresholds.MaxDifference, [(dnabert.Elements, Dnabert), (esm.Elements, Esm)]);
        using var classes = Draw("", "larger difference of a frame's two scores", thresholds.MaxScoreDifference, [(scores, Scores)]);
        PictureStyle.Legend(classes, [(dnabert.Encoder, Dnabert), (esm.Encoder, Esm), ("scores", Scores)]);
        PictureFile.Write(path, Width, Height, cosines, elements, classes);
    }

    private string Title()
    {
        var title = string.Create(
            CultureInfo.InvariantCulture,
            $"{comparison.Frames:N0} frames in {comparison.Run[SnapshotFormat.PrecisionKey].ToUpperInvariant()}, {comparison.EqualFrameLabels:N0} of them called as in the snapshot");
        return comparison.Run.ContainsKey(SnapshotFormat.NoticeKey) ? $"{title}\n{DemoModels.Notice}" : title;
    }

    // Along the axis, one is a bin.
    private static Plot Draw(string title, string quantity, double? threshold, (DifferenceHistogram Frames, Color Color)[] series)
    {
        var plot = PictureStyle.NewPlot(Width);
        PictureStyle.Label(plot, title, quantity, "frames");
        if (threshold is { } any && !double.IsFinite(any))
        {
            // What anything keeps has no place.
            threshold = null;
        }

        var limit = threshold is > 0 ? Math.Log10(threshold.Value) * LogBins.PerDecade : (double?)null;
        var (left, right) = Range(limit, series);
        var room = SideRoom * (right - left);
        var bars = new List<Bar>();
        for (var i = 0; i < series.Length; i++)
        {
            var (frames, color) = series[i];
            foreach (var (bin, count) in frames.Bins)
            {
                AddBar(bin, 1, count);
            }

            AddBar(left - (0.75 * room), room / 2, frames.Zeros);
            AddBar(right + (0.25 * room), room / 2, frames.NotFinite);

            // The series share each place.
            void AddBar(double start, double width, long count)
            {
                var share = width / series.Length;
                if (count > 0)
                {
                    bars.Add(PictureStyle.NewBar(start + ((i + 0.5) * share), share, 0, count, color));
                }
            }
        }

        var top = Headroom * PictureStyle.Top(bars);
        foreach (var bar in bars)
        {
            bar.Value = Math.Max(bar.Value, LowestBar * top);
        }

        plot.Add.Bars(bars);
        var ticks = DecadeTicks(left, right);
        var place = limit ?? left;
        if (series.Any(one => one.Frames.Zeros > 0))
        {
            ticks.AddMajor(left - (room / 2), "0");
            left -= room;
        }

        if (series.Any(one => one.Frames.NotFinite > 0))
        {
            ticks.AddMajor(right + (room / 2), "not finite");
            right += room;
        }

        plot.Axes.Bottom.TickGenerator = ticks;
        plot.Axes.Left.TickGenerator = new NumericAutomatic { IntegerTicksOnly = true };
        plot.Axes.Right.MinimumSize = RightMargin;
        plot.Axes.SetLimits(left, right, 0, top);
        if (threshold is not null)
        {
            DrawThreshold(plot, place, top, threshold.Value);
        }

        return plot;
    }

    private static void DrawThreshold(Plot plot, double place, double top, double threshold)
    {
        plot.Add.VerticalLine(place, 1.5F, PictureStyle.Ink, LinePattern.Dashed);
        var text = plot.Add.Text(threshold > 0 ? string.Create(CultureInfo.InvariantCulture, $"allowed: {threshold:0.##e+0}") : "allowed: 0", place, top);
        text.LabelFontSize = PictureStyle.LabelSize;
        text.LabelFontColor = PictureStyle.Ink;
        (text.Alignment, text.OffsetX) = threshold > 0 ? (Alignment.UpperRight, -4) : (Alignment.UpperLeft, 4);
        text.OffsetY = 4;
    }

    // Whole decades, a little beyond all that is drawn.
    private static (double Left, double Right) Range(double? limit, (DifferenceHistogram Frames, Color Color)[] series)
    {
        List<double> places = [.. series.SelectMany(one => one.Frames.Bins.Keys).SelectMany(bin => (double[])[bin, bin + 1])];
        if (limit is { } place)
        {
            places.Add(place);
        }

        return places.Count == 0
            ? (-LogBins.PerDecade, 0)
            : (Math.Floor((places.Min() - 1) / LogBins.PerDecade) * LogBins.PerDecade, Math.Ceiling((places.Max() + 1) / LogBins.PerDecade) * LogBins.PerDecade);
    }

    private static NumericManual DecadeTicks(double left, double right)
    {
        var ticks = new NumericManual();
        var (first, last) = ((int)left / LogBins.PerDecade, (int)right / LogBins.PerDecade);
        for (var decade = first; decade <= last; decade += 1 + ((last - first) / MostTicks))
        {
            ticks.AddMajor(decade * LogBins.PerDecade, string.Create(CultureInfo.InvariantCulture, $"1e{decade}"));
        }

        return ticks;
    }
}
