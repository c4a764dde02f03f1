using ScottPlot;
using SkiaSharp;

namespace VirNucPro.Pipeline.Plots;

/// <summary>The font of all pictures, so that they look alike everywhere and a machine without fonts can draw them.</summary>
internal sealed class BundledFont : IFontResolver
{
    /// <summary>Its name.</summary>
    public const string Name = "DejaVu Sans";

    private static readonly Lazy<SKTypeface> Typeface = new(() =>
    {
        // The typeface reads from the stream as long as it lives.
        var stream = typeof(BundledFont).Assembly.GetManifestResourceStream("VirNucPro.Pipeline.Plots.DejaVuSans.ttf")!;
        return SKTypeface.FromStream(stream);
    });

    /// <summary>Makes it the font that ScottPlot takes.</summary>
    public static void Use()
    {
        if (!ScottPlot.Fonts.FontResolvers.OfType<BundledFont>().Any())
        {
            ScottPlot.Fonts.FontResolvers.Insert(0, new BundledFont());
        }

        ScottPlot.Fonts.Default = Name;
        ScottPlot.Fonts.Sans = Name;
    }

    /// <inheritdoc/>
    public SKTypeface CreateTypeface(string fontName, FontWeight weight, FontSlant slant, FontSpacing spacing) => Typeface.Value;

    /// <inheritdoc/>
    public SKTypeface CreateTypeface(string fontName, bool bold, bool italic) => Typeface.Value;
}
