namespace VirNucPro.Sequences;

/// <summary>What comes next in a reader, as a stream for a decompressor. Leaves the reader alive.</summary>
/// <param name="reader">The bytes.</param>
/// <param name="signature">A read ends before these bytes where the buffer has them, so that what starts with them is not in it.</param>
internal sealed class ByteReaderStream(ByteReader reader, byte[]? signature = null) : Stream
{
    /// <summary>Bytes that the last read gave: they can still be given back; 0 at the end.</summary>
    public int LastReadCount { get; private set; }

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        LastReadCount = reader.Peek() < 0 ? 0 : Math.Min(buffer.Length, reader.Buffered.Length);
        if (signature is not null && LastReadCount > 0 && reader.Buffered[1..LastReadCount].IndexOf(signature) is var at and >= 0)
        {
            LastReadCount = 1 + at;
        }

        reader.Buffered[..LastReadCount].CopyTo(buffer);
        reader.Advance(LastReadCount);
        return LastReadCount;
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush()
    {
    }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
