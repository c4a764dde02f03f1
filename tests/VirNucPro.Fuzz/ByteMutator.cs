using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace VirNucPro.Fuzz;

/// <summary>Changes files without knowing their format.</summary>
internal sealed class ByteMutator(IReadOnlyList<byte[]> corpus) : IMutator
{
    /// <summary>Keeps inputs small, whatever is inserted into them.</summary>
    private const int MaximumLength = 1_000_000;

    private static readonly long[] Boundaries =
    [
        0, 1, -1, 2, 7, 8, 0x7F, 0x80, 0xFF, 0x100, 0x7FFF, 0x8000, 0xFFFF, 0x10000, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 32,
        1L << 40, long.MaxValue, long.MinValue, long.MaxValue / 2, 100_000_000, 100_000_001,
    ];

    /// <inheritdoc/>
    public byte[] Next(MutationRandom random) => Change(random.Pick(corpus), random);

    /// <summary>Makes one to eight changes.</summary>
    public byte[] Change(byte[] file, MutationRandom random)
    {
        var bytes = new List<byte>(file);
        for (var i = random.ChangeCount(); i > 0; i--)
        {
            ChangeOnce(bytes, random);
        }

        return [.. bytes];
    }

    private void ChangeOnce(List<byte> bytes, MutationRandom random)
    {
        var position = Position(bytes.Count, random);
        var length = random.ShortLength(Math.Max(1, bytes.Count - position));
        switch (bytes.Count == 0 ? 6 : random.Below(8))
        {
            case 0:
                bytes[position] ^= (byte)(1 << random.Below(8));
                break;
            case 1:
                bytes[position] = (byte)random.Next();
                break;
            case 2:
                WriteBoundary(CollectionsMarshal.AsSpan(bytes), position, random);
                break;
            case 3:
                bytes.RemoveRange(position, Math.Min(length, bytes.Count - position));
                break;
            case 4:
                bytes.RemoveRange(position, bytes.Count - position);
                break;
            case 5:
                Insert(bytes, Position(bytes.Count, random), CollectionsMarshal.AsSpan(bytes).Slice(position, Math.Min(length, bytes.Count - position)).ToArray());
                break;
            case 6:
                var other = random.Pick(corpus);
                var start = Position(other.Length, random);
                Insert(bytes, position, other.AsSpan(start, Math.Min(random.ShortLength(Math.Max(1, other.Length)), other.Length - start)));
                break;
            default:
                // The start of this file and the end of another.
                var end = random.Pick(corpus);
                bytes.RemoveRange(position, bytes.Count - position);
                Insert(bytes, position, end.AsSpan(Math.Min(position, end.Length)));
                break;
        }
    }

    // Formats keep their structure at the two ends of a file: that is where half of the changes go.
    private static int Position(int length, MutationRandom random) => random.Below(4) switch
    {
        0 => random.Below(Math.Min(length, 256)),
        1 => length - 1 - random.Below(Math.Min(length, 512)) is var fromEnd && fromEnd < 0 ? 0 : fromEnd,
        _ => random.Below(length),
    };

    private static void WriteBoundary(Span<byte> bytes, int position, MutationRandom random)
    {
        var value = random.Pick(Boundaries) + random.Below(3) - 1;
        var size = 1 << random.Below(4);
        Span<byte> number = stackalloc byte[sizeof(long)];
        if (random.OneIn(4))
        {
            BinaryPrimitives.WriteInt64BigEndian(number, value);
            number = number[^size..];
        }
        else
        {
            BinaryPrimitives.WriteInt64LittleEndian(number, value);
            number = number[..size];
        }

        position = position / size * size;
        number[..Math.Min(size, bytes.Length - position)].CopyTo(bytes[position..]);
    }

    private static void Insert(List<byte> bytes, int position, ReadOnlySpan<byte> inserted)
    {
        if (bytes.Count + inserted.Length < MaximumLength)
        {
            bytes.InsertRange(position, inserted);
        }
    }
}
