using VirNucPro.Pipeline.Contigs;
using VirNucPro.Pipeline.Stages;

namespace VirNucPro.Pipeline.Report;

/// <summary>A sequence as the report shows it, in bounded space.</summary>
/// <param name="Id">Its id, or the beginning of a very long one.</param>
/// <param name="Record">Its 1-based position in the input.</param>
/// <param name="LengthBp">Its bases.</param>
/// <param name="ChunkCount">Its chunks, those without a score included.</param>
/// <param name="ViralChunks">Its chunks called viral.</param>
/// <param name="Call">Its call; null where it has none.</param>
/// <param name="Track">Its chunks along the sequence, or stretches of several chunks where it has many.</param>
internal sealed record ReportedSequence(
    string Id, long Record, int LengthBp, int ChunkCount, int ViralChunks, ContigCall? Call, IReadOnlyList<TrackPoint> Track)
{
    /// <summary>Most points of a track: more than a screen can show apart.</summary>
    public const int MostPoints = 100;

    private const int LongestId = 200;

    /// <summary>Chunks that a point of the track stands for; the last point may have fewer.</summary>
    public int ChunksPerPoint => ChunksPerPointOf(ChunkCount);

    /// <summary>Shortens a sequence to what is shown.</summary>
    /// <param name="sequence">The sequence.</param>
    public static ReportedSequence Of(CalledSequence sequence)
    {
        var chunks = sequence.Chunks;
        var perPoint = ChunksPerPointOf(chunks.Count);
        var track = new List<TrackPoint>(Math.Min(chunks.Count, MostPoints));
        var viralChunks = 0;
        for (var first = 0; first < chunks.Count; first += perPoint)
        {
            var last = Math.Min(first + perPoint, chunks.Count) - 1;
            FrameScore[] scores =
            [
                .. Enumerable.Range(first, last - first + 1).Select(i => chunks[i].Consensus).OfType<FrameScore>(),
            ];
            var viral = scores.Count(score => score.ChunkIsVirus);
            viralChunks += viral;
            track.Add(new TrackPoint(
                chunks[first].Number,
                chunks[last].Number,
                chunks[first].Start,
                chunks[last].Start + chunks[last].LengthBp,
                scores.Length,
                viral,
                scores.Length == 0 ? 0 : scores.Average(score => (double)score.Others),
                scores.Length == 0 ? 0 : scores.Average(score => (double)score.Virus)));
        }

        var id = sequence.Id.Length <= LongestId ? sequence.Id : CutBefore(sequence.Id, LongestId) + "…";
        return new ReportedSequence(id, sequence.Record, sequence.LengthBp, chunks.Count, viralChunks, sequence.Call, track);
    }

    private static int ChunksPerPointOf(int chunks) => (chunks + MostPoints - 1) / MostPoints;

    // Half of a surrogate pair can't be written.
    private static string CutBefore(string id, int length) => id[..(char.IsHighSurrogate(id[length - 1]) ? length - 1 : length)];
}
