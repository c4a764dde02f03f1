using System.Collections.Immutable;

namespace VirNucPro.Models.Weights.PyTorch;

/// <summary>A view of a storage.</summary>
/// <param name="Storage">The storage.</param>
/// <param name="Offset">First element.</param>
/// <param name="Shape">Dimensions.</param>
/// <param name="Strides">Elements between neighbours, for each dimension.</param>
internal sealed record StridedData(Storage Storage, long Offset, ImmutableArray<long> Shape, ImmutableArray<long> Strides)
{
    /// <summary>Number of elements; checked against overflow when the tensor was made.</summary>
    public long ElementCount => Shape.Aggregate(1L, (count, size) => count * size);

    /// <summary>Bytes of the elements, row-major.</summary>
    public long ByteCount => ElementCount * SafetensorsFormat.SizeOf(Storage.ElementType);

    /// <summary>Whether the elements lie row-major without gaps.</summary>
    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (var i = Shape.Length - 1; i >= 0; i--)
            {
                if (Shape[i] != 1 && Strides[i] != expected)
                {
                    return false;
                }

                expected *= Shape[i];
            }

            return true;
        }
    }

    /// <summary>Copies the elements row-major.</summary>
    /// <param name="storage">The storage's bytes.</param>
    public byte[] Gather(ReadOnlySpan<byte> storage)
    {
        var size = SafetensorsFormat.SizeOf(Storage.ElementType);
        var result = new byte[ByteCount];
        Span<long> index = stackalloc long[Shape.Length];
        index.Clear();
        var source = Offset;
        for (var target = 0; target < result.Length; target += size)
        {
            storage.Slice((int)(source * size), size).CopyTo(result.AsSpan(target));
            for (var i = Shape.Length - 1; i >= 0; i--)
            {
                source += Strides[i];
                if (++index[i] < Shape[i])
                {
                    break;
                }

                source -= Strides[i] * Shape[i];
                index[i] = 0;
            }
        }

        return result;
    }
}
