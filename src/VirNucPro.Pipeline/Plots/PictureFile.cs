using ScottPlot;
using ScottPlot.Rendering.RenderActions;
using SkiaSharp;
using VirNucPro.Pipeline.Outputs;

namespace VirNucPro.Pipeline.Plots;

/// <summary>A picture as a file, PNG or SVG as its name says.</summary>
internal static class PictureFile
{
    /// <summary>Refuses names that tell no format.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="RunFailedException">It ends neither in <c>.png</c> nor in <c>.svg</c>.</exception>
    public static void CheckName(string path)
    {
        if (!IsSvg(path) && !Path.GetExtension(path).Equals(".png", StringComparison.OrdinalIgnoreCase))
        {
            throw new RunFailedException(FailureKind.Usage, $"The picture's name must end in .png or .svg, and {path} does not.");
        }
    }

    /// <summary>Writes plots below each other; the file's folder is made, and the file appears when it is complete.</summary>
    /// <param name="path">The file.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels, of which each plot gets the same share.</param>
    /// <param name="plots">The plots.</param>
    public static void Write(string path, int width, int height, params ReadOnlySpan<Plot> plots)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using var file = new PendingFile(path);
        if (IsSvg(path))
        {
            using var canvas = SKSvgCanvas.Create(SKRect.Create(width, height), file.Stream);
            Draw(canvas, width, height, plots);
        }
        else
        {
            using var surface = SKSurface.Create(new SKImageInfo(width, height));
            Draw(surface.Canvas, width, height, plots);
            using var image = surface.Snapshot();
            using var content = image.Encode(SKEncodedImageFormat.Png, quality: 100);
            content.SaveTo(file.Stream);
        }

        file.Close();
        file.Publish();
    }

    private static void Draw(SKCanvas canvas, int width, int height, ReadOnlySpan<Plot> plots)
    {
        var share = height / plots.Length;
        for (var i = 0; i < plots.Length; i++)
        {
            // A plot that was never drawn is drawn twice, which an SVG would keep.
            plots[i].RenderInMemory(width, share);

            // Clearing is of the whole canvas, on which other plots are.
            plots[i].RenderManager.RenderActions.RemoveAll(action => action is ClearCanvas);
            canvas.Save();
            canvas.Translate(0, i * share);
            plots[i].Render(canvas, width, share);
            canvas.Restore();
        }
    }

    private static bool IsSvg(string path) => Path.GetExtension(path).Equals(".svg", StringComparison.OrdinalIgnoreCase);
}
