using VirNucPro.Pipeline.Outputs;

namespace VirNucPro.Pipeline.Plots;

/// <summary>Draws the results of a run as a picture.</summary>
public static class PlotRun
{
    private const int SmallestSide = 200;
    private const int LargestSide = 10_000;

    /// <summary>Runs to the end; the file appears only then.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RunFailedException">Whatever went wrong; nothing else is thrown but cancellation.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static PlotSummary Execute(PlotOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return FailureMap.Guard(options.OutputPath, () =>
        {
            Check(options);
            var path = Path.GetFullPath(options.OutputPath);
            var kind = options.Kind ?? (options.ContigId is null ? PlotKind.Scores : PlotKind.Track);
            var data = PlotData.Read(options.ResultsPath, options.ContigId, cancellation);
            CheckData(options, kind, data);
            using var picture = new ResultPicture(data).Draw(kind, options.Width);
            PictureFile.Write(path, options.Width, options.Height, picture);
            return new PlotSummary(path, data.IsInterrupted);
        });
    }

    private static void Check(PlotOptions options)
    {
        PictureFile.CheckName(options.OutputPath);
        if (options.Width is < SmallestSide or > LargestSide || options.Height is < SmallestSide or > LargestSide)
        {
            throw Usage($"A picture has {SmallestSide} to {LargestSide} pixels to a side, not {options.Width}x{options.Height}.");
        }

        if (options is { ContigId: not null, Kind: PlotKind.Scores or PlotKind.Lengths })
        {
            throw Usage("A contig can be named for a track only.");
        }

        PendingFile.RefuseExisting(options.OutputPath, options.Force);
    }

    private static void CheckData(PlotOptions options, PlotKind kind, PlotData data)
    {
        if (data.Sequences == 0)
        {
            throw new RunFailedException(FailureKind.BadInput, $"{options.ResultsPath} holds no score, so there is nothing to draw.");
        }

        if (kind == PlotKind.Lengths && data.Lengths is null)
        {
            throw Usage($"{options.ResultsPath} is a table of scores, which has no lengths. Name the output folder of a run of 'virnucpro predict'.");
        }

        if (kind == PlotKind.Track && data.TrackId is null)
        {
            throw Usage($"{options.ResultsPath} holds no score of a sequence '{options.ContigId}'. Give its id as in the results, without _chunk_ and the number.");
        }

        if (kind == PlotKind.Track && options.ContigId is null && data.Sequences > 1)
        {
            throw Usage($"{options.ResultsPath} holds {data.Sequences} sequences. Say whose track to draw (--contig).");
        }
    }

    private static RunFailedException Usage(string message) => new(FailureKind.Usage, message);
}
