using System.IO.Compression;
using System.Text;

namespace VirNucPro.Sequences.Tests;

/// <summary>What is cut, damaged or followed by something else must not pass for a whole file.</summary>
public sealed class CompressedFilesTests
{
    private const int EndMarkerBytes = 28;

    private static readonly byte[] Fasta = Encoding.ASCII.GetBytes(
        string.Concat(Enumerable.Range(0, 50).Select(i => $">s{i}\n{new string("ACGT"[i % 4], 40)}\n")));

    public static TheoryData<string> Files => ["formats/reads.fq.gz", "formats/reads.fq.zst", "formats/reads.bam", "formats/reads.bgzip.fq.gz"];

    [Theory]
    [MemberData(nameof(Files))]
    public void EveryCutIsFound(string file)
    {
        var content = File.ReadAllBytes(Fixture.Path(file));
        var count = ReadAll(content).Count;
        for (var length = 4; length < content.Length; length += length < 64 || length > content.Length - 64 ? 1 : 53)
        {
            if (length == content.Length - EndMarkerBytes && file.EndsWith("bgzip.fq.gz", StringComparison.Ordinal))
            {
                continue;
            }

            Assert.Matches("^test.fa.*cut", Refusal(content[..length]));
        }

        Assert.Equal(24, count);
    }

    [Fact]
    public void CutAtTheEndOfABlockIsAnErrorForBamAndAWarningForText()
    {
        var bam = File.ReadAllBytes(Fixture.Path("formats/reads.bam"));
        Assert.Equal(
            "test.fa: the empty block that ends every BAM file is missing, so it is cut. Copy or make it again.",
            Refusal(bam[..^EndMarkerBytes]));

        var text = File.ReadAllBytes(Fixture.Path("formats/reads.bgzip.fq.gz"));
        foreach (var (content, isCut) in new[] { (text, false), (text[..^EndMarkerBytes], true) })
        {
            using var reader = new SequenceReader(new MemoryStream(content), "test.fa");
            while (reader.TryRead(out _))
            {
            }

            Assert.Equal(isCut, reader.LacksEndMarker);
        }
    }

    [Theory]
    [InlineData(-8)]
    [InlineData(-5)]
    [InlineData(-4)]
    [InlineData(-1)]
    public void WrongChecksumOrSizeIsFound(int fromEnd)
    {
        var content = Gzip(Fasta);
        content[content.Length + fromEnd] ^= 1;

        Assert.Matches("^test.fa: .*gzip member that starts at byte 0.* damaged", Refusal(content));
        Assert.Matches("^test.fa: .*gzip member that starts at byte 0.* damaged", Refusal([.. content, .. Gzip(Fasta)]));
    }

    [Fact]
    public void WrongBlockSizeAndContentAreFound()
    {
        var content = File.ReadAllBytes(Fixture.Path("formats/reads.bam"));
        content[16] ^= 1;
        Assert.Matches("^test.fa: the BGZF block that starts at byte 0 does not have", Refusal(content));

        content = File.ReadAllBytes(Fixture.Path("formats/lambda_paired_unmapped.bam"));
        content[^5000] ^= 0x10;
        Assert.Matches("^test.fa: the BGZF block that starts at byte [1-9][0-9]+ .* damaged", Refusal(content));
    }

    [Theory]
    [InlineData("garbage behind it", false)]
    [InlineData("\0\0\0\0", true)]
    [InlineData("\0\0x", false)]
    public void OnlyZerosMayFollowTheLastMember(string tail, bool isRead)
    {
        byte[] content = [.. Gzip(Fasta), .. Encoding.ASCII.GetBytes(tail)];
        if (isRead)
        {
            Assert.Equal(50, ReadAll(content).Count);
        }
        else
        {
            Assert.Matches("^test.fa: .*behind the gzip data", Refusal([.. content, .. new byte[20]]));
        }
    }

    [Fact]
    public void MembersAreReadWhateverTheirNumberAndHeaders()
    {
        byte[] named = [0x1F, 0x8B, 8, 4 + 8 + 16 + 2, 0, 0, 0, 0, 0, 3, 3, 0, 1, 2, 3, .. "a.fa\0"u8, .. "why\0"u8, 9, 9, .. Gzip(Fasta)[10..]];
        var empty = Gzip([]);

        Assert.Equal(101, ReadAll([.. empty, .. named, .. empty, .. Gzip(Encoding.ASCII.GetBytes(">x\nAC")), .. Gzip(Encoding.ASCII.GetBytes("GT\n")), .. Gzip(Fasta), .. empty]).Count);
        Assert.Equal("ACGT", Encoding.ASCII.GetString(ReadAll([.. Gzip(Encoding.ASCII.GetBytes(">x\nAC")), .. Gzip(Encoding.ASCII.GetBytes("GT\n"))])[0].Bases.Span));
        Assert.Equal(50 * 300, ReadAll([.. Enumerable.Repeat(Gzip(Fasta), 300).SelectMany(member => member)]).Count);
        Assert.Empty(ReadAll(empty));
    }

    [Fact]
    public void MembersOfIncompressibleDataEndWhereTheyEnd()
    {
        // Longer than all buffers, and with what looks like the start of a member inside.
        var random = new Random(5);
        var letters = new byte[3_000_000];
        random.NextBytes(letters);
        for (var i = 0; i < letters.Length; i++)
        {
            letters[i] = (byte)('!' + (letters[i] % 90));
        }

        byte[] record = [.. ">x\n"u8, .. letters, (byte)'\n'];
        var records = ReadAll([.. Gzip(record), .. Gzip(record)]);

        Assert.Equal([letters, letters], records.Select(read => read.Bases.ToArray()));
    }

    [Fact]
    public void FileCompressedTwiceIsRefused()
    {
        Assert.Equal(
            "test.fa: not FASTA, FASTQ, SAM or BAM. The file is compressed twice: decompress it once.",
            Refusal(Gzip(Gzip(Fasta))));
    }

    [Fact]
    public void FormatsThatAreNotReadAreFoundInCompressedFilesToo() =>
        Assert.Contains("`bzip2 -dc`", Refusal(Gzip("BZh91AY&SY"u8.ToArray())), StringComparison.Ordinal);

    [Fact]
    public void ZstdWithAWindowTooLargeNamesTheWay() =>
        Assert.Contains("zstd -dc --long=31", Refusal([0x28, 0xB5, 0x2F, 0xFD, 0x00, 0xF8, 1, 0, 0]), StringComparison.Ordinal);

    [Fact]
    public void LengthsThatLieAllocateNothing()
    {
        byte[] header = [.. "BAM\x1"u8, 0, 0, 0, 0, 0, 0, 0, 0];
        byte[] record = [0xFF, 0xFF, 0xFF, 0x7F, .. new byte[8], 2, 0, 0, 0, 0, 0, 4, 0, 0xF0, 0xFF, 0xFF, 0x50, .. new byte[12], (byte)'a', 0];
        var before = GC.GetAllocatedBytesForCurrentThread();

        Assert.Matches("^test.fa, alignment 1", Refusal([.. header, .. record]));
        Assert.Matches("^test.fa: the file ends inside its BAM header", Refusal([.. "BAM\x1"u8, 0xFF, 0xFF, 0xFF, 0x7F]));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 1 << 20);
    }

    private static string Refusal(byte[] content) => Assert.Throws<SequenceFormatException>(() => ReadAll(content)).Message;

    private static List<SequenceRecord> ReadAll(byte[] content) => ReferenceRun.ReadAll(new MemoryStream(content));

    private static byte[] Gzip(byte[] content)
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return file.ToArray();
    }
}
