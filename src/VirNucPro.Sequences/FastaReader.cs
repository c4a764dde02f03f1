using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace VirNucPro.Sequences;

/// <summary>Streams the records of a FASTA file; holds a buffer and the record being read, whatever the file's size.</summary>
/// <remarks>
/// Source: Biopython 1.80, SimpleFastaParser, as VirNucPro units.py, split_fasta_chunk, uses it: lines end at LF, CR or
/// CRLF; lines before the first header are skipped; spaces and trailing white space go; all other characters of a
/// sequence line stay, tabs and digits too. Unlike it, a byte order mark does not hide the first record, and what can't
/// be FASTA is refused.
/// </remarks>
public sealed class FastaReader : IDisposable
{
    private const int BufferSize = 128 * 1024;
    private const int LongestHeaderBytes = 1024 * 1024;

    // A record this long keeps the array that it was read into: the slack costs less than a second copy.
    private const int CopyBelowBp = 4 * 1024 * 1024;

    // string.rstrip() of Python, as far as it is ASCII.
    private static readonly byte[] WhiteSpace = "\t\n\v\f\r\x1c\x1d\x1e\x1f "u8.ToArray();

    private static readonly SearchValues<byte> LettersToCheck =
        SearchValues.Create([0, (byte)' ', .. Enumerable.Range(0x80, 0x80).Select(letter => (byte)letter)]);

    private readonly Stream _stream;
    private readonly string _name;
    private readonly ByteStore _header = new(LongestHeaderBytes);
    private readonly ByteStore _bases;
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
    private char[] _title = new char[256];
    private int _position;
    private int _end;
    private long _bufferOffset;
    private bool _started;
    private long _lineNumber;
    private long _recordNumber;
    private string? _recordId;

    /// <summary>Starts at the current position of a stream; reads nothing yet.</summary>
    /// <param name="stream">FASTA text, UTF-8; read forward only, and disposed of with the reader.</param>
    /// <param name="name">What messages call the input.</param>
    public FastaReader(Stream stream, string name)
        : this(stream, name, Array.MaxLength)
    {
    }

    internal FastaReader(Stream stream, string name, int longestSequenceBp)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _stream = stream;
        _name = name;
        _bases = new ByteStore(longestSequenceBp);
    }

    /// <summary>Bytes of the input up to the end of the last record read; all of them once there is no other.</summary>
    public long BytesRead => _bufferOffset + _position;

    /// <summary>Reads the next record.</summary>
    /// <param name="record">The record, with its own memory; one without sequence lines has no bases.</param>
    /// <returns>False at the end of the input; an input of nothing but blank lines has no records.</returns>
    /// <exception cref="FastaFormatException">
    /// The input is not FASTA, is compressed, has a letter that is not ASCII, or a sequence of more than about 2 GB.
    /// </exception>
    /// <exception cref="IOException">The stream can't be read.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed of.</exception>
    public bool TryRead([NotNullWhen(true)] out SequenceRecord? record)
    {
        ObjectDisposedException.ThrowIf(_buffer.Length == 0, this);
        record = null;
        if (!_started)
        {
            _started = true;
            SkipToFirstHeader();
        }

        if (Peek() < 0)
        {
            return false;
        }

        _recordNumber++;
        _recordId = null;
        _recordId = ReadId();
        while (Peek() is >= 0 and not '>')
        {
            ReadSequenceLine();
        }

        record = new SequenceRecord(_recordId, _bases.Take(CopyBelowBp), _recordNumber, BytesRead);
        return true;
    }

    /// <summary>Disposes of the stream.</summary>
    public void Dispose()
    {
        if (_buffer.Length != 0)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = [];
            _stream.Dispose();
        }
    }

    private void SkipToFirstHeader()
    {
        _end = _stream.ReadAtLeast(_buffer, ForeignFormat.SignatureLength, throwOnEndOfStream: false);
        var start = _buffer.AsSpan(0, _end);
        if (ForeignFormat.FindRemedy(start) is { } remedy)
        {
            throw new FastaFormatException($"{_name}: not FASTA. {remedy}");
        }

        if (start.StartsWith(Encoding.UTF8.Preamble))
        {
            _position = Encoding.UTF8.Preamble.Length;
        }

        var hasText = false;
        while (Peek() is >= 0 and not '>')
        {
            ReadHeaderLine();
            var line = _header.Span.TrimEnd(WhiteSpace);
            if (!hasText && line.StartsWith((byte)'@'))
            {
                throw Error(
                    "a line that starts with '@' where FASTA has '>'",
                    "If this is FASTQ or SAM, convert it with `seqtk seq -A` or `samtools fasta`.");
            }

            hasText |= !line.IsEmpty;
        }

        if (hasText && Peek() < 0)
        {
            throw new FastaFormatException(
                $"{_name}: not FASTA, no line starts with '>'. Give a file with a '>' line before each sequence.");
        }
    }

    private string ReadId()
    {
        ReadHeaderLine();
        var header = _header.Span[1..];
        if (_title.Length < header.Length)
        {
            _title = new char[LongestHeaderBytes];
        }

        ReadOnlySpan<char> title = _title.AsSpan(0, Encoding.UTF8.GetChars(header, _title));
        var start = 0;
        while (start < title.Length && IsWhiteSpace(title[start]))
        {
            start++;
        }

        var end = start;
        while (end < title.Length && !IsWhiteSpace(title[end]))
        {
            end++;
        }

        var id = title[start..end];
        if (id.Contains('\uFFFD'))
        {
            throw Error("an id that is not UTF-8", "Convert the file, for instance with `iconv -f latin1 -t utf-8`.");
        }

        return id.ToString();
    }

    /// <summary>As Python's str.split() sees it, which counts four separators more than .NET.</summary>
    private static bool IsWhiteSpace(char letter) => char.IsWhiteSpace(letter) || letter is >= '\x1c' and <= '\x1f';

    private void ReadHeaderLine()
    {
        _header.Truncate(0);
        if (!TryReadLine(_header))
        {
            throw Error($"a line of more than {LongestHeaderBytes} bytes that is no sequence", "Is this a FASTA file?");
        }

        if (_header.Span.Contains((byte)0))
        {
            throw BinaryError();
        }
    }

    private void ReadSequenceLine()
    {
        var lineStart = _bases.Length;
        if (!TryReadLine(_bases))
        {
            throw Error(
                "the sequence is longer than 2,147,483,591 bp, the most that one record can have",
                "Split it into several records.");
        }

        var line = _bases.Span[lineStart..].TrimEnd(WhiteSpace);
        var lengthBp = line.ContainsAny(LettersToCheck) ? RemoveSpaces(line) : line.Length;
        _bases.Truncate(lineStart + lengthBp);
    }

    private int RemoveSpaces(Span<byte> line)
    {
        var kept = 0;
        foreach (var letter in line)
        {
            if (letter == 0)
            {
                throw BinaryError();
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

    /// <summary>Appends a line without its end to a store, and moves behind it.</summary>
    /// <returns>False where the store is full.</returns>
    private bool TryReadLine(ByteStore store)
    {
        _lineNumber++;
        while (Peek() >= 0)
        {
            var rest = _buffer.AsSpan(_position, _end - _position);
            var length = rest.IndexOfAny((byte)'\n', (byte)'\r');
            if (!store.TryAppend(length < 0 ? rest : rest[..length]))
            {
                return false;
            }

            if (length < 0)
            {
                _position = _end;
                continue;
            }

            _position += length + 1;
            if (rest[length] == '\r' && Peek() == '\n')
            {
                _position++;
            }

            break;
        }

        return true;
    }

    /// <summary>The next byte, or −1 at the end of the input.</summary>
    private int Peek()
    {
        if (_position == _end)
        {
            _bufferOffset += _end;
            _position = 0;
            _end = _stream.Read(_buffer);
        }

        return _position < _end ? _buffer[_position] : -1;
    }

    private FastaFormatException BinaryError() =>
        Error("a NUL byte, so the file is not text", "Unpack it first if it is compressed; otherwise check how it was made.");

    private FastaFormatException Error(string what, string remedy)
    {
        var record = _recordId is null ? "" : $", record {_recordNumber} ({_recordId})";
        return new FastaFormatException($"{_name}, line {_lineNumber}{record}: {what}. {remedy}");
    }
}
