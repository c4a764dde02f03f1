using System.Globalization;
using Spectre.Console;
using VirNucPro.Pipeline.Snapshots;

namespace VirNucPro.Cli.Messages;

/// <summary>Shows a comparison with a snapshot.</summary>
internal static class SnapshotText
{
    /// <summary>Writes two tables: embeddings by encoder and length, then scores and labels.</summary>
    public static void Write(SnapshotComparison comparison, IAnsiConsole output)
    {
        var embeddings = new TextTable("Encoder", "Tokens", "#Frames", "#Min cosine", "#Mean cosine", "#Norm off by", "#Largest difference");
        foreach (var bucket in comparison.Buckets)
        {
            embeddings.Add(
                bucket.Encoder,
                $"{bucket.FromTokens} to {bucket.ToTokens - 1}",
                Text($"{bucket.Frames:N0}"),
                Text($"{bucket.MinCosine:0.0000000000}"),
                Text($"{bucket.MeanCosine:0.0000000000}"),
                Text($"{bucket.MaxRelativeNorm:0.0e+0}"),
                Text($"{bucket.MaxDifference:0.0e+0}"));
        }

        embeddings.Write(output);
        output.Write(new MessageLine(""));
        output.Write(new MessageLine(Text($"Scores differ by up to {comparison.MaxScoreDifference:0.0e+0}, {comparison.MeanScoreDifference:0.0e+0} in the mean.")));
        output.Write(new MessageLine(Text(
            $"{comparison.EqualFrameLabels:N0} of {comparison.Frames:N0} frames and {comparison.EqualChunkVerdicts:N0} of {comparison.Chunks:N0} chunks are called as in the snapshot.")));
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
