using System.Globalization;
using ScottPlot;

namespace VirNucPro.Pipeline.Plots;

/// <summary>The look that all pictures share; the colours are the report's.</summary>
internal static class PictureStyle
{
    // Fonts and lines are drawn for this width.
    private const double DesignWidth = 800;
    private const float TitleSize = 15;
    private const float LeftMargin = 62;

    /// <summary>Size of the text of axes.</summary>
    public const float LabelSize = 13;

    /// <summary>What is viral.</summary>
    public static Color Viral { get; } = Color.FromHex("#bf3617");

    /// <summary>What is not.</summary>
    public static Color Other { get; } = Color.FromHex("#5b9bd0");

    /// <summary>What may be either.</summary>
    public static Color Ambiguous { get; } = Color.FromHex("#8f8a80");

    /// <summary>What has no call.</summary>
    public static Color None { get; } = Color.FromHex("#d8d4cb");

    /// <summary>Axes, text and lines.</summary>
    public static Color Ink { get; } = Color.FromHex("#1c1d21");

    /// <summary>Makes an empty plot.</summary>
    /// <param name="width">Width of its picture in pixels, to which fonts and lines are scaled.</param>
    public static Plot NewPlot(int width)
    {
        BundledFont.Use();
        var plot = new Plot { ScaleFactor = width / DesignWidth };
        plot.Axes.Color(Ink);
        plot.Axes.Right.FrameLineStyle.IsVisible = false;
        plot.Axes.Top.FrameLineStyle.IsVisible = false;
        plot.Axes.Left.MinorTickStyle.Length = 0;
        plot.Axes.Left.MinimumSize = LeftMargin;
        plot.Grid.XAxisStyle.IsVisible = false;
        return plot;
    }

    /// <summary>Writes the title and the names of the axes.</summary>
    public static void Label(Plot plot, string title, string x, string y)
    {
        plot.Title(title);
        plot.XLabel(x);
        plot.YLabel(y);
        plot.Axes.Title.Label.Bold = false;
        plot.Axes.Bottom.Label.Bold = false;
        plot.Axes.Left.Label.Bold = false;
        plot.Axes.Title.Label.FontSize = TitleSize;
        plot.Axes.Bottom.Label.FontSize = LabelSize;
        plot.Axes.Left.Label.FontSize = LabelSize;
    }

    /// <summary>Shows what the colours mean.</summary>
    public static void Legend(Plot plot, IEnumerable<(string Text, Color Color)> entries)
    {
        plot.Legend.ManualItems.AddRange(entries.Select(entry => new LegendItem { LabelText = entry.Text, FillColor = entry.Color }));
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.ShowLegend(Edge.Bottom);
        plot.Legend.Orientation = Orientation.Horizontal;
    }

    /// <summary>A bar, a little narrower than its place.</summary>
    /// <param name="position">Middle of its place.</param>
    /// <param name="width">Width of its place.</param>
    /// <param name="from">Where it begins.</param>
    /// <param name="to">Where it ends.</param>
    /// <param name="color">Its colour.</param>
    public static Bar NewBar(double position, double width, double from, double to, Color color) => new()
    {
        Position = position,
        Size = width * 0.94,
        ValueBase = from,
        Value = to,
        FillColor = color,
        LineWidth = 0,
    };

    /// <summary>Where the axis ends above bars.</summary>
    public static double Top(List<Bar> bars) => 1.05 * bars.Max(bar => bar.Value);

    /// <summary>A count as text.</summary>
    public static string Number(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
