using VirNucPro.Pipeline.Benchmarking;
using VirNucPro.Sequences;

namespace VirNucPro.Benchmarks.FrontEnd;

/// <summary>The reads that the parts are measured on, those of <c>virnucpro bench</c>.</summary>
internal static class SampleReads
{
    /// <summary>Number of reads.</summary>
    public const int Count = 1024;

    /// <summary>Length of each in bp.</summary>
    public const int LengthBp = 300;

    /// <summary>The reads as FASTA.</summary>
    public static byte[] Fasta { get; } = SimulatedReads.MakeFasta(Count, LengthBp);

    /// <summary>The reads.</summary>
    public static SequenceRecord[] Records { get; } = [.. Read()];

    /// <summary>Their open frames.</summary>
    public static OpenFrame[] Frames { get; } = FindFrames();

    private static IEnumerable<SequenceRecord> Read()
    {
        using var reader = new SequenceReader(new MemoryStream(Fasta), "reads");
        while (reader.TryRead(out var record))
        {
            yield return record;
        }
    }

    private static OpenFrame[] FindFrames()
    {
        var frames = new List<OpenFrame>();
        foreach (var record in Records)
        {
            SixFrameTranslation.FindOpenFrames(record.Bases.Span, frames);
        }

        return [.. frames];
    }
}
