using System.Text;
using VirNucPro.Sequences;

namespace VirNucPro.Benchmarks.FrontEnd;

/// <summary>Reads with fewer A and T than C and G, so that about every tenth frame is open; the same ones every time.</summary>
internal static class MadeUpReads
{
    /// <summary>Number of reads.</summary>
    public const int Count = 1024;

    /// <summary>Length of each in bp.</summary>
    public const int LengthBp = 300;

    /// <summary>The reads.</summary>
    public static SequenceRecord[] Records { get; } = Make();

    /// <summary>The reads as FASTA.</summary>
    public static byte[] Fasta { get; } = Encoding.ASCII.GetBytes(string.Concat(
        Records.Select(record => $">{record.Id}\n{Encoding.ASCII.GetString(record.Bases.Span)}\n")));

    /// <summary>Their open frames.</summary>
    public static OpenFrame[] Frames { get; } = FindFrames();

    private static SequenceRecord[] Make()
    {
        var random = new Random(20261124);
        return [.. Enumerable.Range(1, Count).Select(number => new SequenceRecord(
            $"read_{number}", random.GetItems("AAACCCCCCGGGGGGTTT"u8, LengthBp), number, 0))];
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
