namespace VirNucPro.Sequences;

/// <summary>Reads a source through a buffer, forward, with a look at what comes.</summary>
/// <param name="source">The bytes; disposed of with the reader.</param>
/// <param name="compressed">What the source decompresses; null where it does not.</param>
internal sealed class ByteReader(IByteSource source, ByteReader? compressed = null) : IDisposable
{
    /// <summary>Bytes that can be looked at before they are taken.</summary>
    public const int Capacity = 128 * 1024;

    private readonly byte[] _buffer = GC.AllocateUninitializedArray<byte>(Capacity);
    private long _bufferOffset;
    private int _position;
    private int _end;

    /// <summary>Bytes taken.</summary>
    public long Offset => _bufferOffset + _position;

    /// <summary>Bytes taken of the file: of a compressed one those behind what was decompressed.</summary>
    public long FileOffset => compressed?.FileOffset ?? Offset;

    /// <summary>The bytes that come next, as far as they are in the buffer; valid until the next call that reads.</summary>
    public ReadOnlySpan<byte> Buffered => _buffer.AsSpan(_position, _end - _position);

    /// <summary>The next byte, or −1 at the end.</summary>
    public int Peek() => _position < _end || LookAhead(1) ? _buffer[_position] : -1;

    /// <summary>Reads until <see cref="Buffered"/> has some bytes.</summary>
    /// <param name="count">How many, at most <see cref="Capacity"/>.</param>
    /// <returns>False where the end comes before; then it has all that are left.</returns>
    public bool LookAhead(int count)
    {
        if (_end - _position >= count)
        {
            return true;
        }

        Buffered.CopyTo(_buffer);
        _bufferOffset += _position;
        _end -= _position;
        _position = 0;
        while (_end < count)
        {
            var read = source.Read(_buffer.AsSpan(_end, Capacity - _end));
            if (read == 0)
            {
                return false;
            }

            _end += read;
        }

        return true;
    }

    /// <summary>Takes bytes of <see cref="Buffered"/>.</summary>
    /// <param name="count">How many; below 0 gives back bytes taken since the last call that read.</param>
    public void Advance(int count) => _position += count;

    /// <summary>Passes over bytes.</summary>
    /// <param name="count">How many.</param>
    /// <returns>False where the end comes before.</returns>
    public bool TrySkip(long count)
    {
        while (count > _end - _position)
        {
            count -= _end - _position;
            _position = _end;
            if (!LookAhead(1))
            {
                return false;
            }
        }

        _position += (int)count;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        source.Dispose();
        compressed?.Dispose();
    }
}
