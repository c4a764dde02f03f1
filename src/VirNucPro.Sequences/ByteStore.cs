namespace VirNucPro.Sequences;

/// <summary>Bytes gathered piece by piece into an array that is used again, up to a limit.</summary>
internal sealed class ByteStore
{
    private readonly int _limit;
    private byte[] _bytes = [];

    /// <summary>Creates an empty store.</summary>
    /// <param name="limit">Most bytes that it takes, at most <see cref="Array.MaxLength"/>.</param>
    public ByteStore(int limit) => _limit = limit;

    /// <summary>Bytes held.</summary>
    public int Length { get; private set; }

    /// <summary>The bytes held; valid until the next change.</summary>
    public Span<byte> Span => _bytes.AsSpan(0, Length);

    /// <summary>Appends bytes.</summary>
    /// <param name="bytes">The bytes; copied.</param>
    /// <returns>False, with nothing appended, where the limit would be passed.</returns>
    public bool TryAppend(ReadOnlySpan<byte> bytes)
    {
        if (!TryExtend(bytes.Length, out var added))
        {
            return false;
        }

        bytes.CopyTo(added);
        return true;
    }

    /// <summary>Makes room for more bytes, which count as held.</summary>
    /// <param name="count">How many.</param>
    /// <param name="added">Where they go; holds anything until they are written.</param>
    /// <returns>False, with nothing changed, where the limit would be passed.</returns>
    public bool TryExtend(int count, out Span<byte> added)
    {
        if (count > _limit - Length)
        {
            added = default;
            return false;
        }

        var needed = Length + count;
        if (needed > _bytes.Length)
        {
            var grown = GC.AllocateUninitializedArray<byte>((int)Math.Min(Math.Max(2L * _bytes.Length, needed), _limit));
            Span.CopyTo(grown);
            _bytes = grown;
        }

        added = _bytes.AsSpan(Length, count);
        Length = needed;
        return true;
    }

    /// <summary>Forgets the bytes from a length on; keeps the array.</summary>
    /// <param name="length">Bytes to keep.</param>
    public void Truncate(int length) => Length = length;

    /// <summary>Hands the bytes over and starts anew.</summary>
    /// <param name="copyBelow">Fewer bytes than these are copied to an array of their size; more keep the array.</param>
    /// <returns>The bytes; the caller owns them.</returns>
    public ReadOnlyMemory<byte> Take(int copyBelow)
    {
        ReadOnlyMemory<byte> taken;
        if (Length < copyBelow)
        {
            taken = Span.ToArray();
        }
        else
        {
            taken = _bytes.AsMemory(0, Length);
            _bytes = [];
        }

        Length = 0;
        return taken;
    }
}
