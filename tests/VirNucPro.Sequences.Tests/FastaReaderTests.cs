using System.Text;

namespace VirNucPro.Sequences.Tests;

public sealed class FastaReaderTests
{
    // Below, at and above the reader's buffer, and where a record keeps the array it was read into.
    private static readonly int[] LengthsBp = [10, 131_071, 131_072, 131_073, 400_000, 6_000_000, 3];

    [Theory]
    [InlineData(">a\nAC\n>b\nGT\n", "6 12")]
    [InlineData(">a\r\nAC\r\n>b\r\nGT\r\n", "8 16")]
    [InlineData(">a\rAC\r>b\rGT", "6 11")]
    [InlineData("\n;c\n>a\nA C\n\n\n>b\n\nGT\n\n", "13 21")]
    [InlineData("\uFEFF>a\nAC\n>b\nGT\r\n", "9 16")]
    public void OffsetsAreThoseOfTheFileWhateverTheReadSizes(string text, string expectedOffsets)
    {
        var content = Encoding.UTF8.GetBytes(text);
        for (var bytesPerRead = 1; bytesPerRead <= 7; bytesPerRead++)
        {
            using var reader = new SequenceReader(new TricklingStream(content, bytesPerRead), "test.fa");
            var offsets = new List<long>();
            while (reader.TryRead(out var record))
            {
                Assert.Equal(record.EndOffset, reader.BytesRead);
                Assert.Equal(offsets.Count + 1, record.Number);
                Assert.Equal(record.Number == 1 ? ("a", "AC") : ("b", "GT"), (record.Id, TextOf(record)));
                offsets.Add(record.EndOffset);
            }

            Assert.Equal(content.Length, reader.BytesRead);
            Assert.Equal(expectedOffsets, string.Join(' ', offsets));
        }
    }

    [Fact]
    public void RecordsLongerThanTheBufferAreReadWhole()
    {
        var random = new Random(1);
        var sequences = LengthsBp
            .Select(lengthBp => new string([.. Enumerable.Range(0, lengthBp).Select(_ => "ACGT"[random.Next(4)])]))
            .ToList();
        using var file = new MemoryStream();
        foreach (var sequence in sequences)
        {
            FastaWriter.WriteWrapped(file, $"len{sequence.Length}", Encoding.ASCII.GetBytes(sequence));
        }

        var records = ReferenceRun.ReadAll(new MemoryStream(file.ToArray()));

        Assert.Equal(sequences.Select(sequence => $"len{sequence.Length}"), records.Select(record => record.Id));
        Assert.Equal(sequences, records.Select(TextOf));
        Assert.Equal(file.Length, records[^1].EndOffset);
    }

    [Theory]
    [InlineData(">id description", "id")]
    [InlineData(">\u00A0 id\tx", "id")]
    [InlineData(">gi|1|ref|X.1| y", "gi|1|ref|X.1|")]
    [InlineData(">é中\u2003wide space", "é中")]
    [InlineData(">a\u001Fb", "a")]
    [InlineData(">", "")]
    [InlineData(">  ", "")]
    [InlineData(">>x", ">x")]
    public void IdsEndAtTheFirstWhiteSpace(string header, string expected)
    {
        Assert.Equal(expected, Assert.Single(Read($"{header}\nACGT\n")).Id);
    }

    [Theory]
    [InlineData("A C G T  ", "ACGT")]
    [InlineData("AC\tGT", "AC\tGT")]
    [InlineData("ACGT\t \u001F\f", "ACGT")]
    [InlineData(" >ACGT", ">ACGT")]
    [InlineData("acgtN-.*1", "acgtN-.*1")]
    public void OnlySpacesAndTrailingWhiteSpaceAreRemovedFromLines(string line, string expected)
    {
        Assert.Equal(expected + expected, TextOf(Assert.Single(Read($">a\n{line}\n{line}\n"))));
    }

    [Fact]
    public void RecordsKeepTheirBasesAfterTheNextRead()
    {
        var records = Read(">a\nAAAA\n>b\nCC\n");

        Assert.Equal(["AAAA", "CC"], records.Select(TextOf));
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n \r\n\t\n")]
    [InlineData("\uFEFF")]
    public void InputWithoutTextHasNoRecords(string text)
    {
        Assert.Empty(Read(text));
    }

    [Theory]
    [InlineData("ACGT\nACGT\n", "test.fa: not FASTA, no line starts with '>', nor FASTQ, SAM or BAM. Give a file in one of these formats.")]
    [InlineData("\u0001\0ELF", "test.fa, line 1: a NUL byte, so the file is not text. Unpack it first if it is compressed; otherwise check how it was made.")]
    [InlineData(">a\nAC\n>b\0\n", "test.fa, line 3: a NUL byte, so the file is not text. Unpack it first if it is compressed; otherwise check how it was made.")]
    [InlineData(">a\nAC\n>b\nAC\nA\0\n", "test.fa, line 5, record 2 (b): a NUL byte, so the file is not text. Unpack it first if it is compressed; otherwise check how it was made.")]
    [InlineData(">a\r\nAC\r\n>b x\r\nAÄC\r\n", "test.fa, line 4, record 2 (b): a sequence letter that is not ASCII. Remove it, or write N in its place.")]
    public void WhatIsNotFastaIsRefusedInOneClearLine(string text, string message)
    {
        Assert.Equal(message, Assert.Throws<SequenceFormatException>(() => Read(text)).Message);
    }

    [Theory]
    [InlineData(new byte[] { 0x42, 0x5A, 0x68, 0x39 }, "`bzip2 -dc`")]
    [InlineData(new byte[] { 0xFD, 0x37, 0x7A, 0x58, 0x5A, 0, 0 }, "`xz -dc`")]
    [InlineData(new byte[] { 0x43, 0x52, 0x41, 0x4D, 3 }, "`samtools fasta -n`")]
    [InlineData(new byte[] { 0x50, 0x4B, 3, 4 }, "zip archive")]
    [InlineData(new byte[] { 0xFF, 0xFE, 0x3E, 0 }, "UTF-16")]
    [InlineData(new byte[] { 0xFE, 0xFF, 0, 0x3E }, "UTF-16")]
    public void FormatsThatAreNotReadAreNamedWithTheRemedy(byte[] content, string expected)
    {
        var exception = Assert.Throws<SequenceFormatException>(
            () => ReferenceRun.ReadAll(new TricklingStream(content, 1)));

        Assert.StartsWith("test.fa: not FASTA, FASTQ, SAM or BAM. The file is ", exception.Message, StringComparison.Ordinal);
        Assert.Contains(expected, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnIdThatIsNotUtf8IsRefusedButADescriptionIsNot()
    {
        Assert.Equal("a", Assert.Single(ReferenceRun.ReadAll(new MemoryStream([.. ">a caf"u8, 0xE9, .. "\nAC\n"u8]))).Id);

        var exception = Assert.Throws<SequenceFormatException>(
            () => ReferenceRun.ReadAll(new MemoryStream([.. ">caf"u8, 0xE9, .. "\nAC\n"u8])));
        Assert.Equal(
            "test.fa, line 1: an id that is not UTF-8. Convert the file, for instance with `iconv -f latin1 -t utf-8`.",
            exception.Message);
    }

    [Fact]
    public void AHeaderMayBeLongButNotEndless()
    {
        Assert.Equal("a", Assert.Single(Read($">a {new string('x', 1_000_000)}\nAC\n")).Id);

        var exception = Assert.Throws<SequenceFormatException>(() => Read($">a {new string('x', 1_100_000)}\nAC\n"));
        Assert.Contains("line 1: a line of more than 1048576 bytes", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASequenceLongerThanAnArrayIsRefused()
    {
        using var reader = new SequenceReader(new MemoryStream([.. ">a\nACGTA\n>b\nACG\nACG\n"u8]), "test.fa", longestSequenceBp: 5);

        Assert.True(reader.TryRead(out var record));
        Assert.Equal("ACGTA", TextOf(record));
        var exception = Assert.Throws<SequenceFormatException>(() => reader.TryRead(out _));
        Assert.StartsWith("test.fa, line 5, record 2 (b): the sequence is longer than", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AShortRecordAllocatesItsBasesItsIdAndItself()
    {
        var content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat($">read\n{new string('A', 150)}\n{new string('C', 150)}\n", 1000)));
        using var reader = new SequenceReader(new MemoryStream(content), "test.fa");
        Assert.True(reader.TryRead(out _));

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 1; i < 1000; i++)
        {
            Assert.True(reader.TryRead(out _));
        }

        // 328 bytes for the bases, 32 for the id, 56 for the record.
        Assert.Equal(416, (GC.GetAllocatedBytesForCurrentThread() - before) / 999.0);
    }

    [Fact]
    public void DisposingDisposesOfTheStreamAndMayBeRepeated()
    {
        var stream = new MemoryStream([.. ">a\nAC\n"u8]);
        var reader = new SequenceReader(stream, "test.fa");
        reader.Dispose();
        reader.Dispose();

        Assert.False(stream.CanRead);
        Assert.Throws<ObjectDisposedException>(() => reader.TryRead(out _));
    }

    [Fact]
    public async Task ReaderThatHangsInAPipeKeepsItsStreamWhenItIsDisposedOf()
    {
        using var stream = new StalledStream();
        var reader = new SequenceReader(stream, "test.fa");
        var reading = Task.Run(() => reader.TryRead(out _));
        await stream.Stalled;

        reader.Dispose();

        Assert.True(stream.CanRead);
        stream.End();
        Assert.False(await reading);
    }

    private static List<SequenceRecord> Read(string text) =>
        ReferenceRun.ReadAll(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    private static string TextOf(SequenceRecord record) => Encoding.ASCII.GetString(record.Bases.Span);
}
