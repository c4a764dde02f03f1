using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>SHA-256 over a list of values in a form without two readings.</summary>
/// <remarks>Numbers are 8 bytes, little-endian, floating-point ones as their bits; texts and bytes follow their length.</remarks>
internal sealed class ChecksumBuilder : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _buffer = new byte[4096];
    private int _used;

    public void Add(long value)
    {
        if (_used + sizeof(long) > _buffer.Length)
        {
            Flush();
        }

        BinaryPrimitives.WriteInt64LittleEndian(_buffer.AsSpan(_used), value);
        _used += sizeof(long);
    }

    public void Add(double value) => Add(BitConverter.DoubleToInt64Bits(value));

    public void Add(float value) => Add((long)BitConverter.SingleToUInt32Bits(value));

    public void Add(string text)
    {
        var count = Encoding.UTF8.GetByteCount(text);
        if (count > _buffer.Length)
        {
            Add(Encoding.UTF8.GetBytes(text).AsSpan());
            return;
        }

        Add(count);
        if (_used + count > _buffer.Length)
        {
            Flush();
        }

        _used += Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_used));
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        Add(bytes.Length);
        Flush();
        _hash.AppendData(bytes);
    }

    /// <summary>The digest of all values since the last one; 32 bytes.</summary>
    public byte[] Finish()
    {
        Flush();
        return _hash.GetHashAndReset();
    }

    public void Dispose() => _hash.Dispose();

    private void Flush()
    {
        _hash.AppendData(_buffer.AsSpan(0, _used));
        _used = 0;
    }
}
