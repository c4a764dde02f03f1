using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace VirNucPro.Sequences.Tests;

/// <summary>Well over a thousand malformed files, the same ones in every run.</summary>
internal static class MalformedInputs
{
    private const int LongLine = 10_000_000;
    private const int EndMarkerBytes = 28;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<MalformedInput> All() =>
        [.. Cuts(), .. ChangedBits(), .. LineEnds(), .. NulBytes(), .. LongLines(), .. ForeignFiles(), .. FastqLines(), .. SamColumns(), .. BamFields(), .. Mixtures()];

    private static IEnumerable<MalformedInput> Cuts()
    {
        foreach (var (name, step) in new[] { ("reads.fq.gz", 23), ("reads.members.fq.gz", 29), ("reads.bgzip.fq.gz", 37), ("reads.fq.zst", 31), ("reads.frames.fq.zst", 41), ("reads.bam", 19), ("alignments.bam", 211) })
        {
            var whole = Read(name);

            // Between members or frames nothing tells that more was to come.
            var seam = name switch
            {
                "reads.members.fq.gz" => whole.AsSpan(2).IndexOf(whole.AsSpan(0, 4)) + 2,
                "reads.frames.fq.zst" => whole.AsSpan().IndexOf((ReadOnlySpan<byte>)[0x50, 0x2A, 0x4D, 0x18]),
                "reads.bgzip.fq.gz" => whole.Length - EndMarkerBytes,
                _ => -1,
            };
            for (var length = 4; length < whole.Length; length += step)
            {
                var isSeam = length == seam || (name == "reads.frames.fq.zst" && length == seam + 11);
                yield return new($"{name} cut to {length}", whole[..length], isSeam ? MalformedOutcome.Any : MalformedOutcome.Refused, whole);
            }
        }

        foreach (var name in new[] { "reads.fq", "reads.sam" })
        {
            var whole = Read(name);
            for (var length = 600; length < whole.Length; length += 977)
            {
                // A FASTQ file cut between records, or a SAM file inside its last tags, is a whole shorter one.
                yield return new($"{name} cut to {length}", whole[..length], MalformedOutcome.Any, whole);
            }
        }
    }

    private static IEnumerable<MalformedInput> ChangedBits()
    {
        var random = new Random(1);
        foreach (var name in new[] { "reads.fq.gz", "reads.members.fq.gz", "reads.bgzip.fq.gz", "reads.fq.zst", "reads.frames.fq.zst", "reads.bam", "alignments.bam" })
        {
            var whole = Read(name);
            for (var i = 0; i < 40; i++)
            {
                var changed = whole.ToArray();
                var position = i < 20 ? i : random.Next(changed.Length);
                changed[position] ^= (byte)(1 << random.Next(8));

                // Without the first bytes of its format a file is text or another format.
                yield return new($"{name} with another bit in byte {position}", changed, position < 4 ? MalformedOutcome.Any : MalformedOutcome.RefusedOrSame, whole);
            }
        }
    }

    private static IEnumerable<MalformedInput> LineEnds()
    {
        var random = new Random(2);
        foreach (var name in new[] { "reads.fa", "reads.fq", "reads.sam" })
        {
            var whole = Read(name);
            for (var i = 0; i < 20; i++)
            {
                byte[] mixed = [.. whole.SelectMany(letter => letter != '\n' ? [letter] : random.Next(3) switch { 0 => "\n"u8.ToArray(), 1 => "\r\n"u8.ToArray(), _ => "\r"u8.ToArray() })];
                yield return new($"{name} with mixed line ends {i}", mixed, MalformedOutcome.Same, whole);
            }
        }
    }

    private static IEnumerable<MalformedInput> NulBytes()
    {
        var random = new Random(3);
        foreach (var name in new[] { "reads.fa", "reads.fq", "reads.sam" })
        {
            var whole = Read(name);
            for (var i = 0; i < 40; i++)
            {
                var changed = whole.ToArray();
                changed[random.Next(200, changed.Length)] = 0;
                yield return new($"{name} with a NUL {i}", changed, MalformedOutcome.Refused, whole);
            }
        }
    }

    private static IEnumerable<MalformedInput> LongLines()
    {
        var bases = new string('A', LongLine);
        var fasta = Text($">a\n{bases}\n");
        yield return new("FASTA line of 10 MB", fasta, MalformedOutcome.Same, fasta);
        yield return new("FASTQ lines of 10 MB", Text($"@a\n{bases}\n+\n{bases}\n"), MalformedOutcome.Same, fasta);
        yield return new("FASTQ quality of 10 MB", Text($"@a\nACGT\n+\n{bases}\n"), MalformedOutcome.Refused, fasta);
        yield return new("SAM line of 10 MB", Text($"a\t4\t*\t0\t0\t*\t*\t0\t0\t{bases}\t*\n"), MalformedOutcome.Same, fasta);
        yield return new("FASTA header of 10 MB", Text($">{bases}\nAC\n"), MalformedOutcome.Refused, fasta);
        yield return new("FASTQ header of 10 MB", Text($"@{bases}\nAC\n+\nII\n"), MalformedOutcome.Refused, fasta);
        yield return new("text line of 10 MB", Text(bases), MalformedOutcome.Refused, fasta);
        yield return new("gzip of zeros", Gzip(new byte[LongLine]), MalformedOutcome.Refused, fasta);
    }

    private static IEnumerable<MalformedInput> ForeignFiles()
    {
        byte[][] starts =
        [
            [0xFF, 0xD8, 0xFF, 0xE0, 0, 0x10, .. "JFIF\0"u8], [0x89, .. "PNG\r\n\x1a\n\0\0\0\r"u8], [.. "%PDF-1.7\n%"u8, 0xE2, 0xE3, 0xCF, 0xD3, 0x0A], [0x7F, .. "ELF\x2\x1\x1\0"u8],
            [.. "PK\x3\x4"u8], [.. "BZh9"u8], [0xFD, .. "7zXZ\0"u8], [0xFF, 0xFE, .. ">\0a\0\n\0"u8], [0xFE, 0xFF, .. "\0>\0a"u8], [.. "CRAM\x3\0"u8], [.. "SQLite format 3\0"u8],
        ];
        var random = new Random(4);
        foreach (var start in starts)
        {
            for (var i = 0; i < 6; i++)
            {
                var rest = new byte[i * 1000];
                random.NextBytes(rest);
                byte[] content = [.. start, .. rest];
                yield return new($"{Encoding.Latin1.GetString(start[..3])} {i}", content, MalformedOutcome.Refused, content);
                yield return new($"{Encoding.Latin1.GetString(start[..3])} {i}, gzip", Gzip(content), MalformedOutcome.Refused, content);
            }
        }
    }

    private static IEnumerable<MalformedInput> FastqLines()
    {
        var whole = Read("reads.fq");
        var lines = Encoding.ASCII.GetString(whole).TrimEnd('\n').Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            yield return new($"FASTQ without line {i + 1}", Text(string.Join('\n', [.. lines[..i], .. lines[(i + 1)..]]) + "\n"), MalformedOutcome.Refused, whole);
        }

        for (var i = 3; i < lines.Length; i += 4)
        {
            foreach (var quality in new[] { lines[i][1..], lines[i] + "F", lines[i][..3], lines[i] + lines[i], lines[i][1..] + " ", "" })
            {
                yield return new($"FASTQ with {quality.Length} qualities in line {i + 1}", Text(string.Join('\n', [.. lines[..i], quality, .. lines[(i + 1)..]]) + "\n"), MalformedOutcome.Refused, whole);
            }
        }
    }

    private static IEnumerable<MalformedInput> SamColumns()
    {
        var whole = Read("reads.sam");
        var lines = Encoding.ASCII.GetString(whole).TrimEnd('\n').Split('\n');
        var first = Array.FindIndex(lines, line => !line.StartsWith('@'));
        for (var i = first; i < lines.Length; i++)
        {
            var columns = lines[i].Split('\t');
            for (var count = 1; count <= 10; count += 3)
            {
                yield return new($"SAM with {count} columns in line {i + 1}", Text(string.Join('\n', [.. lines[..i], string.Join('\t', columns[..count]), .. lines[(i + 1)..]])), MalformedOutcome.Refused, whole);
            }
        }
    }

    private static IEnumerable<MalformedInput> BamFields()
    {
        var whole = Gunzip(Read("reads.bam"));

        // Of a record: its size, the reference, the length of its name, the number of operations, of bases.
        foreach (var (field, offset, size) in new[] { ("block_size", 0, 4), ("refID", 4, 4), ("l_read_name", 12, 1), ("n_cigar_op", 16, 2), ("l_seq", 20, 4) })
        {
            foreach (var value in new long[] { 0, 1, 31, 33, -1, int.MaxValue, int.MinValue, 1 << 20, 255, 65535 })
            {
                var start = RecordStart(whole);
                for (var record = 0; record < 3; record++)
                {
                    var changed = whole.ToArray();
                    var bytes = new byte[8];
                    BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
                    bytes.AsSpan(0, size).CopyTo(changed.AsSpan(start + offset));
                    yield return new($"BAM record {record} with {field} {value}", changed, MalformedOutcome.Any, whole);
                    start += 4 + BinaryPrimitives.ReadInt32LittleEndian(whole.AsSpan(start));
                }
            }
        }

        for (var length = 4; length < whole.Length; length += 397)
        {
            yield return new($"uncompressed BAM cut to {length}", whole[..length], MalformedOutcome.Any, whole);
        }
    }

    private static IEnumerable<MalformedInput> Mixtures()
    {
        var fasta = Read("reads.fa");
        foreach (var (name, content) in new (string, byte[])[]
            {
                ("FASTQ then FASTA", [.. Read("reads.fq"), .. fasta]),
                ("gzip then text", [.. Read("reads.fq.gz"), .. Read("reads.fq")]),
                ("gzip then zstd", [.. Read("reads.fq.gz"), .. Read("reads.fq.zst")]),
                ("zstd then gzip", [.. Read("reads.fq.zst"), .. Read("reads.fq.gz")]),
                ("zstd then text", [.. Read("reads.fq.zst"), .. Read("reads.fq")]),
                ("BAM then BAM", [.. Read("reads.bam"), .. Read("reads.bam")]),
                ("BAM then FASTQ", [.. Read("reads.bam"), .. Read("reads.fq.gz")]),
                ("an id in Latin-1", [.. ">caf"u8, 0xE9, .. "\nAC\n"u8]),
                ("a letter that is not ASCII", [.. ">a\nAC"u8, 0xE9, .. "\n"u8]),
                ("compressed twice", Gzip(Read("reads.fq.gz"))),
                ("lines without a header", Text("ACGT\nACGT\n")),
            })
        {
            yield return new(name, content, MalformedOutcome.Refused, fasta);
        }
    }

    private static int RecordStart(byte[] bam)
    {
        // The reads are unaligned, so the header has no references.
        return 12 + BinaryPrimitives.ReadInt32LittleEndian(bam.AsSpan(4));
    }

    private static byte[] Read(string name) => File.ReadAllBytes(Fixture.Path($"formats/{name}"));

    private static byte[] Text(string text) => Encoding.ASCII.GetBytes(text);

    private static byte[] Gzip(byte[] content)
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Optimal))
        {
            gzip.Write(content);
        }

        return file.ToArray();
    }

    private static byte[] Gunzip(byte[] content)
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress))
        {
            gzip.CopyTo(file);
        }

        return file.ToArray();
    }
}
