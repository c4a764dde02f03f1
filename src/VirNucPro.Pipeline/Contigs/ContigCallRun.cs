using System.Text;
using VirNucPro.Pipeline.Outputs;

namespace VirNucPro.Pipeline.Contigs;

/// <summary>Calls the sequences of a run that has finished, ours or the reference's, from its table of chunk scores.</summary>
public static class ContigCallRun
{
    private const string StandardOutput = "-";

    /// <summary>Runs to the end; a file appears only then.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RunFailedException">Whatever went wrong; nothing else is thrown but cancellation.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static ContigCallSummary Execute(ContigCallOptions options, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return FailureMap.Guard(options.OutputPath ?? "standard output", () =>
        {
            options.Rules.Check();
            var grouping = options.GroupBy is { } pattern ? new SequenceGrouping(pattern) : null;
            if (options.OutputPath is null or StandardOutput)
            {
                using var text = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
                return Write(options, grouping, text, cancellation);
            }

            var path = Path.GetFullPath(options.OutputPath);
            PendingFile.RefuseExisting(path, options.Force);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var file = new PendingFile(path);
            var summary = Write(options, grouping, file.Text, cancellation);
            file.Close();
            file.Publish();
            return summary;
        });
    }

    private static ContigCallSummary Write(
        ContigCallOptions options, SequenceGrouping? grouping, TextWriter text, CancellationToken cancellation)
    {
        using var scores = ChunkTableReader.Open(options.ScoresPath);
        var groups = Gather(scores, grouping, cancellation);
        foreach (var comment in scores.Comments)
        {
            text.Write($"{comment}\n");
        }

        var table = new ContigTable(text, notice: null);
        var counts = new CallCounts();
        var rows = options.NaturalOrder ? groups.OrderBy(group => group.FirstId, NaturalIdOrder.Instance) : groups.AsEnumerable();
        foreach (var group in rows)
        {
            var call = group.Scores.Call(options.Rules)!;
            counts = counts.With(call);
            table.Write(group.FirstId, call);
        }

        return new ContigCallSummary(counts, grouping?.Unmatched ?? 0);
    }

    // In the order of their first rows.
    private static List<(string FirstId, ContigScores Scores)> Gather(
        ChunkTableReader scores, SequenceGrouping? grouping, CancellationToken cancellation)
    {
        List<(string FirstId, ContigScores Scores)> groups = [];
        var scoresOfSequence = new Dictionary<string, ContigScores>(StringComparer.Ordinal);
        var scoresOfGroup = grouping is null ? scoresOfSequence : new Dictionary<string, ContigScores>(StringComparer.Ordinal);
        foreach (var chunk in scores.Read())
        {
            cancellation.ThrowIfCancellationRequested();
            if (!scoresOfSequence.TryGetValue(chunk.SequenceId, out var ofSequence))
            {
                var key = grouping?.KeyOf(chunk.SequenceId) ?? chunk.SequenceId;
                if (!scoresOfGroup.TryGetValue(key, out ofSequence))
                {
                    ofSequence = new ContigScores();
                    scoresOfGroup.Add(key, ofSequence);
                    groups.Add((chunk.SequenceId, ofSequence));
                }

                scoresOfSequence[chunk.SequenceId] = ofSequence;
            }

            ofSequence.Add(chunk.Others, chunk.Virus);
        }

        return groups;
    }
}
