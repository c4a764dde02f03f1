using System.Buffers.Text;

namespace VirNucPro.Sequences;

/// <summary>Reads SAM: a record for each read, from its primary alignment, in the read's own direction.</summary>
/// <remarks>Source: the SAM specification, section 1.4; letters become those that BAM and samtools give.</remarks>
internal sealed class SamReader(ByteReader input, string name, int longestSequenceBp)
    : TextRecordReader(input, name, longestSequenceBp)
{
    private const int MandatoryColumns = 11;
    private const int FlagColumn = 1;
    private const int SequenceColumn = 9;
    private const int QualityColumn = 10;
    private const byte Tab = (byte)'\t';

    private static readonly byte[][] HeaderTags = ["@HD\t"u8.ToArray(), "@SQ\t"u8.ToArray(), "@RG\t"u8.ToArray(), "@PG\t"u8.ToArray(), "@CO\t"u8.ToArray()];

    private readonly ByteStore _line = new(Array.MaxLength);
    private readonly Range[] _columns = new Range[MandatoryColumns];
    private bool _isPastHeader;

    /// <summary>Whether a file's first line that is not blank is one of SAM.</summary>
    /// <param name="line">The line; of a long one its start is enough.</param>
    public static bool IsFirstLine(ReadOnlySpan<byte> line)
    {
        foreach (var tag in HeaderTags)
        {
            if (line.StartsWith(tag))
            {
                return true;
            }
        }

        // Without a header: name, FLAG, reference, position, mapping quality, and more.
        Span<Range> columns = stackalloc Range[7];
        return Split(line, columns) == columns.Length
            && IsNumber(line[columns[FlagColumn]])
            && IsNumber(line[columns[3]])
            && IsNumber(line[columns[4]]);
    }

    /// <inheritdoc/>
    protected override bool TryReadRecord()
    {
        while (PeekLine() >= 0)
        {
            _line.Truncate(0);
            if (!TryReadLine(_line))
            {
                throw TooLong();
            }

            var line = _line.Span.TrimEnd(WhiteSpace);
            _isPastHeader |= !line.StartsWith((byte)'@');
            if (_isPastHeader && !line.IsEmpty && TakeAlignment(line))
            {
                PeekLine();
                return true;
            }
        }

        return false;
    }

    /// <summary>Finds the first columns of a line.</summary>
    /// <returns>How many were found.</returns>
    private static int Split(ReadOnlySpan<byte> line, Span<Range> columns)
    {
        var start = 0;
        for (var i = 0; i < columns.Length; i++)
        {
            var length = line[start..].IndexOf(Tab);
            if (length < 0)
            {
                columns[i] = start..line.Length;
                return i + 1;
            }

            columns[i] = start..(start + length);
            start += length + 1;
        }

        return columns.Length;
    }

    private static bool IsNumber(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out uint _, out var length) && length == text.Length;

    /// <summary>Takes the record of a line.</summary>
    /// <returns>False where the line is not the read's primary alignment.</returns>
    private bool TakeAlignment(Span<byte> line)
    {
        if (line.Contains((byte)0))
        {
            throw Binary();
        }

        var count = Split(line, _columns);
        if (count < MandatoryColumns)
        {
            throw Error(
                $"{count} column(s) where SAM has {MandatoryColumns} or more, with tabs between them",
                "Take the file from its source again; is it cut?");
        }

        ReadId(line[_columns[0]]);
        var flagText = line[_columns[FlagColumn]];
        if (!Utf8Parser.TryParse(flagText, out ushort flagBits, out var length) || length != flagText.Length)
        {
            throw Error("a FLAG (column 2) that is no number from 0 to 65535", "Take the file from its source again.");
        }

        var flags = (AlignmentFlags)flagBits;
        if ((flags & (AlignmentFlags.Secondary | AlignmentFlags.Supplementary)) != 0)
        {
            return false;
        }

        var sequence = line[_columns[SequenceColumn]];
        var qualities = line[_columns[QualityColumn]];
        if (sequence.SequenceEqual("*"u8))
        {
            sequence = default;
        }
        else if (qualities.Length != sequence.Length && !qualities.SequenceEqual("*"u8))
        {
            throw Error(
                $"{qualities.Length} qualities (column 11) for {sequence.Length} bases (column 10)",
                "Remove the record, or take the file from its source again.");
        }

        if (!IupacCodes.TryNormalize(sequence))
        {
            throw Error("a base (column 10) that is no letter", "Take the file from its source again.");
        }

        if ((flags & AlignmentFlags.Reverse) != 0)
        {
            IupacCodes.ReverseComplement(sequence);
        }

        return Bases.TryAppend(sequence) ? true : throw TooLong();
    }
}
