using System.Text;

namespace VirNucPro.Sequences.Tests;

/// <summary>Files of every format against the same sequences as FASTA; tests/fixtures/formats/make.sh made them.</summary>
public sealed class SequenceFormatsTests
{
    [Theory]
    [InlineData("reads.fq")]
    [InlineData("reads.fq.gz")]
    [InlineData("reads.members.fq.gz")]
    [InlineData("reads.bgzip.fq.gz")]
    [InlineData("reads.fq.zst")]
    [InlineData("reads.frames.fq.zst")]
    [InlineData("reads.sam")]
    [InlineData("reads.bam")]
    public void SameReadsAreReadFromEveryFormat(string file)
    {
        var expected = Read("reads.fa");

        Assert.Equal(24, expected.Length);
        Assert.Equal(expected, Read(file));
    }

    [Theory]
    [InlineData("alignments.sam")]
    [InlineData("alignments.bam")]
    public void AlignmentsGiveWhatSamtoolsGives(string file)
    {
        var expected = Read("alignments.fasta");

        Assert.Equal(118, expected.Length);
        Assert.Equal(expected, Read(file).Where(record => !record.EndsWith(' ')));
    }

    [Theory]
    [InlineData("lambda_paired_unmapped.bam", 1499)]
    [InlineData("lambda_longreads_500.fastq.gz", 500)]
    [InlineData("lambda_reads_1000_1.fastq.gz", 1000)]
    public void RealFilesGiveWhatOtherToolsGive(string file, int count)
    {
        var records = Read(file);

        Assert.Equal(count, records.Length);
        Assert.Equal(Read(file[..file.IndexOf('.', StringComparison.Ordinal)] + ".fasta.gz"), records);
    }

    [Theory]
    [InlineData("reads.fq")]
    [InlineData("reads.members.fq.gz")]
    [InlineData("reads.bgzip.fq.gz")]
    [InlineData("reads.frames.fq.zst")]
    [InlineData("reads.sam")]
    [InlineData("alignments.bam")]
    public void SizesOfReadsDoNotMatter(string file)
    {
        var expected = Read(file);
        var content = File.ReadAllBytes(Fixture.Path($"formats/{file}"));
        for (var bytesPerRead = 1; bytesPerRead <= 5; bytesPerRead++)
        {
            using var reader = new SequenceReader(new TricklingStream(content, bytesPerRead), file);
            Assert.Equal(expected, Read(reader));
            Assert.Equal(content.Length, reader.BytesRead);
        }
    }

    [Theory]
    [InlineData("reads.fq.gz")]
    [InlineData("reads.fq.zst")]
    [InlineData("lambda_paired_unmapped.bam")]
    public void OffsetsAreThoseOfTheCompressedFile(string file)
    {
        var path = Fixture.Path($"formats/{file}");
        using var reader = new SequenceReader(File.OpenRead(path), file);
        long last = 0;
        while (reader.TryRead(out var record))
        {
            Assert.InRange(record.EndOffset, last, new FileInfo(path).Length);
            last = record.EndOffset;
        }

        Assert.Equal(new FileInfo(path).Length, reader.BytesRead);
    }

    [Theory]
    [InlineData("@a x\nACGT\n+\nIIII\n@b\nGG\n+b\n@+\n", "a ACGT|b GG")]
    [InlineData("@a\r\nACGT\r\n+\r\nIIII\r\n@b\r\nGG\r\n+\r\nII", "a ACGT|b GG")]
    [InlineData("@a\rAC\r+\rII\r", "a AC")]
    [InlineData("\n \n@a\nAC\nGT\n+\nII\n@I\n\n@b\nGG\n+\nII\n\n", "a ACGT|b GG")]
    [InlineData("@a\n\n+\n\n@b\n+\n@c\nAC\n+\nII\n", "a |b |c AC")]
    [InlineData("\uFEFF@a\nAC GT \n+\nIIII \n", "a ACGT")]
    [InlineData("@HD x\nAC\n+\nII\n", "HD AC")]
    public void FastqIsReadWithSeveralLinesARecordToo(string text, string expected) => Assert.Equal(expected, ReadText(text));

    [Theory]
    [InlineData("@a\nACGT\n+\nIII\n", "line 4, record 1 (a): the file ends inside this record")]
    [InlineData("@a\nACGT\n+\nIIIII\n", "line 4, record 1 (a): the qualities are not as many as the 4 bases")]
    [InlineData("@a\nACGT\n+\nIII\n@b\nAC\n+\nII\n", "line 5, record 1 (a): the qualities are not as many as the 4 bases")]
    [InlineData("@a\nACGT\n", "line 2, record 1 (a): the file ends inside this record")]
    [InlineData("@a\nACGT\n@b\nAC\n+\nII\n", "line 2, record 1 (a): no '+' line before the next line that starts with '@'")]
    [InlineData("@a\nAC\n+\nII\nAC\n", "line 5: a line that does not start with '@' where a FASTQ record begins")]
    [InlineData("@a\nAC\n+\nII\n>b\nAC\n", "line 5: a line that does not start with '@' where a FASTQ record begins")]
    [InlineData("@a\nAC\n+\nI I\n", "line 4, record 1 (a): a quality that is no printable ASCII character")]
    [InlineData("@a\nA\0\n+\nII\n", "line 2, record 1 (a): a NUL byte")]
    public void DamagedFastqIsRefused(string text, string message) => AssertRefused(text, message);

    [Theory]
    [InlineData("r\t0\tc\t1\t9\t4M\t*\t0\t0\tACGT\tIIII\n", "r ACGT")]
    [InlineData("@CO\tx\nr\t0\tc\t1\t9\t4M\t*\t0\t0\tacgu\t*\tNM:i:0\r\n\r\n", "r ACGN")]
    [InlineData("@HD\tVN:1.6\n", "")]
    [InlineData("@HD\tVN:1.6\nr\t4\t*\t0\t0\t*\t*\t0\t0\t*\t*\nr\t256\tc\t1\t9\t*\t*\t0\t0\t*\t*\n", "r ")]
    [InlineData("@HD\tVN:1.6\n@r\t16\tc\t1\t9\t*\t*\t0\t0\tAC\tII\n", "")]
    public void SamIsReadWithAndWithoutAHeader(string text, string expected) => Assert.Equal(expected, ReadText(text));

    [Theory]
    [InlineData("@CO\tx\nr\t0\tc\t1\t9\t4M\t*\t0\t0\tACGT\n", "line 2: 10 column(s) where SAM has 11 or more")]
    [InlineData("r\t0\tc\t1\t9\t4M\t*\t0\t0\tACGT\tIII\n", "line 1, record 1 (r): 3 qualities (column 11) for 4 bases")]
    [InlineData("@CO\tx\nr\t65536\tc\t1\t9\t4M\t*\t0\t0\tACGT\tIIII\n", "line 2, record 1 (r): a FLAG (column 2) that is no number")]
    [InlineData("r\t0\tc\t1\t9\t4M\t*\t0\t0\tAC-T\tIIII\n", "line 1, record 1 (r): a base (column 10) that is no letter")]
    public void DamagedSamIsRefused(string text, string message) => AssertRefused(text, message);

    private static void AssertRefused(string text, string message) => Assert.StartsWith(
        $"test.txt, {message}",
        Assert.Throws<SequenceFormatException>(() => ReadText(text)).Message,
        StringComparison.Ordinal);

    private static string ReadText(string text)
    {
        using var reader = new SequenceReader(new MemoryStream(Encoding.UTF8.GetBytes(text)), "test.txt");
        return string.Join('|', Read(reader));
    }

    private static string[] Read(string file)
    {
        using var reader = new SequenceReader(File.OpenRead(Fixture.Path($"formats/{file}")), file);
        return Read(reader);
    }

    private static string[] Read(SequenceReader reader)
    {
        var records = new List<string>();
        while (reader.TryRead(out var record))
        {
            Assert.Equal(records.Count + 1, record.Number);
            records.Add($"{record.Id} {Encoding.ASCII.GetString(record.Bases.Span)}");
        }

        return [.. records];
    }
}
