using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace VirNucPro.Pipeline.Input;

/// <summary>
/// Ids as 76 bits of a 128-bit hash: the ids of reads would need more memory than all else. Of 10 million ids two have the
/// same bits in one of 10⁹ runs; the later one then counts as seen.
/// </summary>
internal sealed class IdSet
{
    private const int BucketBits = 12;
    private const int SmallestBucket = 8;

    // A bucket per value of the first bits; in it the other 64, at the place that they ask for or the next free one. Small
    // buckets grow one by one, so no growth copies the whole set. 0 is a free place.
    private readonly ulong[]?[] _buckets = new ulong[1 << BucketBits][];
    private readonly int[] _counts = new int[1 << BucketBits];

    /// <summary>Adds an id.</summary>
    /// <returns>False where it was in the set.</returns>
    public bool Add(ReadOnlySpan<char> id)
    {
        var hash = HashOf(id);
        var number = (int)(ulong)(hash >> (128 - BucketBits));
        var key = (ulong)hash | 1;
        var bucket = _buckets[number] ??= new ulong[SmallestBucket];
        if (!TryPut(bucket, key))
        {
            return false;
        }

        // Full to four fifths at most.
        if (5 * ++_counts[number] > 4 * bucket.Length)
        {
            var grown = new ulong[bucket.Length + (bucket.Length / 2)];
            foreach (var kept in bucket)
            {
                if (kept != 0)
                {
                    TryPut(grown, kept);
                }
            }

            _buckets[number] = grown;
        }

        return true;
    }

    /// <summary>The hash of an id, the same in every run.</summary>
    public static UInt128 HashOf(ReadOnlySpan<char> id) => XxHash128.HashToUInt128(MemoryMarshal.AsBytes(id));

    private static bool TryPut(ulong[] bucket, ulong key)
    {
        var place = (int)Math.BigMul(key, (ulong)bucket.Length, out _);
        while (bucket[place] != 0)
        {
            if (bucket[place] == key)
            {
                return false;
            }

            place = place + 1 == bucket.Length ? 0 : place + 1;
        }

        bucket[place] = key;
        return true;
    }
}
