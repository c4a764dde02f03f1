using System.Buffers;
using System.Text;

namespace VirNucPro.Sequences;

/// <summary>Reads records that are lines of text, which end at LF, CR or CRLF.</summary>
internal abstract class TextRecordReader : RecordReader
{
    /// <summary>Most bytes of a line that is no sequence.</summary>
    protected const int LongestHeaderBytes = 1024 * 1024;

    private static readonly SearchValues<byte> LettersToCheck =
        SearchValues.Create([0, (byte)' ', .. Enumerable.Range(0x80, 0x80).Select(letter => (byte)letter)]);

    private readonly ByteStore _header = new(LongestHeaderBytes);
    private bool _isAfterCarriageReturn;

    /// <inheritdoc cref="RecordReader(ByteReader, string, int)"/>
    protected TextRecordReader(ByteReader input, string name, int longestSequenceBp)
        : base(input, name, longestSequenceBp)
    {
    }

    /// <summary>string.rstrip() of Python, as far as it is ASCII.</summary>
    public static ReadOnlySpan<byte> WhiteSpace => "\t\n\v\f\r\x1c\x1d\x1e\x1f "u8;

    /// <inheritdoc/>
    protected override string Place =>
        $", line {LineNumber}" + (RecordId is null ? "" : $", record {RecordNumber} ({RecordId})");

    /// <summary>The header line that was read last.</summary>
    protected ReadOnlySpan<byte> Header => _header.Span;

    /// <summary>1-based number of the line that was read last.</summary>
    protected long LineNumber { get; private set; }

    /// <summary>First byte of the next line, or −1 where there is none.</summary>
    protected int PeekLine()
    {
        // Looked for only now, because reading on to see it would overwrite the line that ends before it.
        if (_isAfterCarriageReturn)
        {
            _isAfterCarriageReturn = false;
            if (Input.Peek() == '\n')
            {
                Input.Advance(1);
            }
        }

        return Input.Peek();
    }

    /// <summary>Moves to the next line; its pieces come from <see cref="ReadPiece"/>.</summary>
    protected void StartLine()
    {
        PeekLine();
        LineNumber++;
    }

    /// <summary>Takes what the buffer has of the line.</summary>
    /// <param name="piece">The bytes, without the line's end; valid until the next call that reads.</param>
    /// <returns>False where the line ends with the piece.</returns>
    protected bool ReadPiece(out ReadOnlySpan<byte> piece)
    {
        if (Input.Peek() < 0)
        {
            piece = default;
            return false;
        }

        piece = Input.Buffered;
        var length = piece.IndexOfAny((byte)'\n', (byte)'\r');
        if (length < 0)
        {
            Input.Advance(piece.Length);
            return true;
        }

        _isAfterCarriageReturn = piece[length] == '\r';
        piece = piece[..length];
        Input.Advance(length + 1);
        return false;
    }

    /// <summary>Appends the next line to a store.</summary>
    /// <returns>False where the store is full.</returns>
    protected bool TryReadLine(ByteStore store)
    {
        StartLine();
        bool goesOn;
        do
        {
            goesOn = ReadPiece(out var piece);
            if (!store.TryAppend(piece))
            {
                return false;
            }
        }
        while (goesOn);
        return true;
    }

    /// <summary>Reads the next line into <see cref="Header"/>.</summary>
    protected void ReadHeaderLine()
    {
        _header.Truncate(0);
        if (!TryReadLine(_header))
        {
            throw Error(
                $"a line of more than {LongestHeaderBytes} bytes that is no sequence",
                "Is this a file of sequences?");
        }

        if (_header.Span.Contains((byte)0))
        {
            throw Binary();
        }
    }

    /// <summary>Appends the next line's letters to the bases: all but spaces and the white space at its end.</summary>
    protected void ReadSequenceLine()
    {
        var lineStart = Bases.Length;
        if (!TryReadLine(Bases))
        {
            throw TooLong();
        }

        var line = Bases.Span[lineStart..].TrimEnd(WhiteSpace);
        var lengthBp = line.ContainsAny(LettersToCheck) ? RemoveSpaces(line) : line.Length;
        Bases.Truncate(lineStart + lengthBp);
    }

    /// <summary>The text has a NUL byte.</summary>
    protected SequenceFormatException Binary() =>
        Error("a NUL byte, so the file is not text", "Unpack it first if it is compressed; otherwise check how it was made.");

    private int RemoveSpaces(Span<byte> line)
    {
        var kept = 0;
        foreach (var letter in line)
        {
            if (letter == 0)
            {
                throw Binary();
            }

            if (!Ascii.IsValid(letter))
            {
                throw Error("a sequence letter that is not ASCII", "Remove it, or write N in its place.");
            }

            if (letter != ' ')
            {
                line[kept++] = letter;
            }
        }

        return kept;
    }
}
