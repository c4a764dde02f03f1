using System.Globalization;
using CommandLine;
using VirNucPro.Pipeline.Plots;

namespace VirNucPro.Cli.Options;

/// <summary><c>virnucpro plot</c>.</summary>
[Verb("plot", HelpText = "Draw results as a picture, PNG or SVG.")]
internal sealed class PlotVerb : Verb
{
    private const string DefaultSize = "1200x675";

    [Value(0, MetaName = "RESULTS", Required = true,
        HelpText = "Output folder of 'virnucpro predict', or a prediction_results_highestscore.csv.")]
    public string Results { get; set; } = "";

    [HelpSection(HelpSection.Results)]
    [Option('o', "output", MetaValue = "FILE", Required = true, HelpText = "Picture to write; .png or .svg tells its format.")]
    public string Output { get; set; } = "";

    [HelpSection(HelpSection.Results)]
    [Option("kind", MetaValue = "KIND",
        HelpText = "scores: histogram of the chunks' virus scores. lengths: calls by length of the sequence. track: one sequence's chunks along it. Without it, the track of --contig, or scores where there is none.")]
    public string? Kind { get; set; }

    [HelpSection(HelpSection.Results)]
    [Option("contig", MetaValue = "ID", HelpText = "The sequence of the track. Without it, the only one.")]
    public string? Contig { get; set; }

    [HelpSection(HelpSection.Results)]
    [Option("size", MetaValue = "WIDTHxHEIGHT", Default = DefaultSize, HelpText = "Size in pixels.")]
    public string Size { get; set; } = DefaultSize;

    [HelpSection(HelpSection.Results)]
    [Option('f', "force", HelpText = "Replace a file that exists.")]
    public bool Force { get; set; }

    public override void Check()
    {
        base.Check();
        _ = ReadKind();
        _ = ReadSize();
    }

    /// <summary>The options as the pipeline takes them, which also judges them.</summary>
    public PlotOptions ToOptions()
    {
        var (width, height) = ReadSize();
        return new PlotOptions
        {
            ResultsPath = Results,
            OutputPath = Output,
            Kind = ReadKind(),
            ContigId = Contig,
            Width = width,
            Height = height,
            Force = Force,
        };
    }

    private PlotKind? ReadKind() => Kind switch
    {
        null => null,
        "scores" => PlotKind.Scores,
        "lengths" => PlotKind.Lengths,
        "track" => PlotKind.Track,
        _ => throw new UsageException($"--kind takes scores, lengths or track, not '{Kind}'"),
    };

    private (int Width, int Height) ReadSize() =>
        Size.Split('x') is [var width, var height]
        && int.TryParse(width, NumberStyles.None, CultureInfo.InvariantCulture, out var w)
        && int.TryParse(height, NumberStyles.None, CultureInfo.InvariantCulture, out var h)
            ? (w, h)
            : throw new UsageException($"--size takes a width and a height in pixels such as {DefaultSize}, not '{Size}'");
}
