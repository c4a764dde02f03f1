using System.Text;

namespace VirNucPro.Sequences.Tests;

/// <summary>The three FASTA files of a run of the reference, made with this library.</summary>
internal sealed record ReferenceRun(string Chunked, string Nucleotides, string Proteins)
{
    public static ReferenceRun Make(Stream input, int chunkLengthBp)
    {
        using var chunked = new MemoryStream();
        using var nucleotides = new MemoryStream();
        using var proteins = new MemoryStream();
        var frames = new List<OpenFrame>();
        foreach (var chunk in ReadAll(input).SelectMany(record => Chunker.Cut(record, chunkLengthBp)))
        {
            FastaWriter.WriteWrapped(chunked, chunk.Id, chunk.Bases.Span);
            frames.Clear();
            SixFrameTranslation.FindOpenFrames(chunk.Bases.Span, frames);
            foreach (var frame in frames)
            {
                FastaWriter.WriteOneLine(nucleotides, $"{chunk.Id}{frame.Frame}", frame.Nucleotides.Span);
                FastaWriter.WriteOneLine(proteins, $"{chunk.Id}{frame.Frame}", frame.Protein.Span);
            }
        }

        return new ReferenceRun(TextOf(chunked), TextOf(nucleotides), TextOf(proteins));
    }

    public static List<SequenceRecord> ReadAll(Stream input)
    {
        using var reader = new SequenceReader(input, "test.fa");
        var records = new List<SequenceRecord>();
        while (reader.TryRead(out var record))
        {
            records.Add(record);
        }

        return records;
    }

    private static string TextOf(MemoryStream stream) => Encoding.UTF8.GetString(stream.ToArray());
}
