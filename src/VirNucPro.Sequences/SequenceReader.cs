using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace VirNucPro.Sequences;

/// <summary>
/// Streams the sequences of a file, whose format its content tells: FASTA, FASTQ, SAM or BAM, plain or compressed by gzip
/// (bgzip too) or zstd. Holds buffers and the record being read, whatever the file's size.
/// </summary>
/// <remarks>Of SAM and BAM each read comes once, from its primary alignment, in its own direction.</remarks>
public sealed class SequenceReader : IDisposable
{
    private const int SignatureBytes = 6;

    private readonly string _name;
    private readonly int _longestSequenceBp;
    private readonly ByteReader _file;
    private ByteReader _content;
    private GzipSource? _gzip;
    private RecordReader? _records;
    private volatile bool _isReading;
    private bool _isDisposed;

    /// <summary>Starts at the current position of a stream; reads nothing yet.</summary>
    /// <param name="stream">The file; read forward only, and disposed of with the reader.</param>
    /// <param name="name">What messages call the input.</param>
    public SequenceReader(Stream stream, string name)
        : this(stream, name, Array.MaxLength)
    {
    }

    internal SequenceReader(Stream stream, string name, int longestSequenceBp)
    {
        ArgumentNullException.ThrowIfNull(stream);
        _name = name;
        _longestSequenceBp = longestSequenceBp;
        _content = _file = new ByteReader(new StreamSource(stream));
    }

    /// <summary>Bytes of the file up to the end of the last record read; all of them once there is no other.</summary>
    /// <remarks>Of a compressed file those that had to be read for it.</remarks>
    public long BytesRead => _file.Offset;

    /// <summary>
    /// Once all is read: whether it is bgzip's, without the empty block at the end that says that it is whole. (Of BAM this
    /// is an error.)
    /// </summary>
    public bool LacksEndMarker => _gzip is { LacksEndMarker: true };

    /// <summary>Reads the next record.</summary>
    /// <param name="record">The record, with its own memory; it may have no bases.</param>
    /// <returns>False at the end of the input; an input of nothing but blank lines has no records.</returns>
    /// <exception cref="SequenceFormatException">
    /// The input is damaged, cut, in no format that is known, has a letter that is not ASCII, or a sequence of more than
    /// about 2 GB.
    /// </exception>
    /// <exception cref="IOException">The stream can't be read.</exception>
    /// <exception cref="ObjectDisposedException">The reader was disposed of.</exception>
    public bool TryRead([NotNullWhen(true)] out SequenceRecord? record)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        _isReading = true;
        try
        {
            _records ??= Start();
            if (_records.TryRead(out record))
            {
                return true;
            }

            if (_records is BamReader && LacksEndMarker)
            {
                throw new SequenceFormatException(
                    $"{_name}: the empty block that ends every BAM file is missing, so it is cut. Copy or make it again.");
            }

            return false;
        }
        finally
        {
            _isReading = false;
        }
    }

    /// <summary>Disposes of the stream. While another thread reads, as one left behind that hangs in a pipe, nothing happens.</summary>
    public void Dispose()
    {
        // A decompressor has memory of its own, which must not go while it is in use.
        if (!_isDisposed && !_isReading)
        {
            _content.Dispose();
        }

        _isDisposed = true;
    }

    private RecordReader Start()
    {
        _file.LookAhead(SignatureBytes);
        if (IsCompressed(_file.Buffered))
        {
            IByteSource source = _file.Buffered.StartsWith(GzipSource.Signature)
                ? _gzip = new GzipSource(_file, _name)
                : new ZstdSource(_file, _name);
            _content = new ByteReader(source, _file);
            _content.LookAhead(SignatureBytes);
            if (IsCompressed(_content.Buffered))
            {
                throw Unreadable("The file is compressed twice: decompress it once.");
            }
        }

        var start = _content.Buffered;
        if (start.StartsWith(BamReader.Signature))
        {
            return new BamReader(_content, _name, _longestSequenceBp);
        }

        if (ForeignFormat.FindRemedy(start) is { } remedy)
        {
            throw Unreadable(remedy);
        }

        if (start.StartsWith(Encoding.UTF8.Preamble))
        {
            _content.Advance(Encoding.UTF8.Preamble.Length);
        }

        var line = PeekFirstLine();
        return SamReader.IsFirstLine(line) ? new SamReader(_content, _name, _longestSequenceBp)
            : line.StartsWith((byte)'@') ? new FastqReader(_content, _name, _longestSequenceBp)
            : new FastaReader(_content, _name, _longestSequenceBp);
    }

    private static bool IsCompressed(ReadOnlySpan<byte> start) =>
        start.StartsWith(GzipSource.Signature) || ZstdSource.IsSignature(start);

    /// <summary>The first line that is not blank, or as much of it as can be looked at.</summary>
    private ReadOnlySpan<byte> PeekFirstLine()
    {
        bool hasMore;
        do
        {
            hasMore = _content.Buffered.Length < ByteReader.Capacity && _content.LookAhead(_content.Buffered.Length + 1);
            var text = _content.Buffered.TrimStart(TextRecordReader.WhiteSpace);
            var end = text.IndexOfAny((byte)'\n', (byte)'\r');
            if (end >= 0 || !hasMore)
            {
                return end < 0 ? text : text[..end];
            }
        }
        while (hasMore);
        return default;
    }

    private SequenceFormatException Unreadable(string remedy) =>
        new($"{_name}: not FASTA, FASTQ, SAM or BAM. {remedy}");
}
