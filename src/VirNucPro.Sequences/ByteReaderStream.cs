namespace VirNucPro.Sequences;

/// <summary>What comes next in a reader, as a stream for a decompressor. Leaves the reader alive.</summary>
internal sealed class ByteReaderStream(ByteReader reader) : Stream
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
