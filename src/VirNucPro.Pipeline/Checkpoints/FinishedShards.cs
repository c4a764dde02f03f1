using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>The finished shards by index, in order, in 33 bytes each: a run may have a million.</summary>
internal sealed class FinishedShards : IReadOnlyDictionary<int, FinishedShard>
{
    private const int BlockShards = 256;
    private const int EntryBytes = 1 + SHA256.HashSizeInBytes;

    // First byte of an entry.
    private const byte Absent = 0;
    private const byte Complete = 1;
    private const byte Failed = 2;

    private readonly SortedDictionary<int, byte[]> _blocks = [];

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public IEnumerable<int> Keys => this.Select(shard => shard.Key);

    /// <inheritdoc/>
    public IEnumerable<FinishedShard> Values => this.Select(shard => shard.Value);

    /// <inheritdoc/>
    public FinishedShard this[int key] => TryGetValue(key, out var value) ? value : throw new KeyNotFoundException();

    /// <summary>Adds a shard, or puts it in the place of the one with its index.</summary>
    /// <param name="shard">The shard.</param>
    public void Set(ShardResult shard)
    {
        if (!_blocks.TryGetValue(shard.Index / BlockShards, out var block))
        {
            block = new byte[BlockShards * EntryBytes];
            _blocks.Add(shard.Index / BlockShards, block);
        }

        var entry = EntryOf(block, shard.Index % BlockShards);
        Count += entry[0] == Absent ? 1 : 0;
        entry[0] = shard.HasFailures ? Failed : Complete;
        shard.InputHash.CopyTo(entry[1..]);
    }

    /// <inheritdoc/>
    public bool ContainsKey(int key) => TryGetValue(key, out _);

    /// <inheritdoc/>
    public bool TryGetValue(int key, [MaybeNullWhen(false)] out FinishedShard value)
    {
        value = key >= 0 && _blocks.TryGetValue(key / BlockShards, out var block) ? Read(block, key % BlockShards) : null;
        return value is not null;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<int, FinishedShard>> GetEnumerator()
    {
        foreach (var (number, block) in _blocks)
        {
            for (var i = 0; i < BlockShards; i++)
            {
                if (Read(block, i) is { } shard)
                {
                    yield return new((number * BlockShards) + i, shard);
                }
            }
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static Span<byte> EntryOf(byte[] block, int place) => block.AsSpan(place * EntryBytes, EntryBytes);

    private static FinishedShard? Read(byte[] block, int place)
    {
        var entry = EntryOf(block, place);
        return entry[0] == Absent ? null : new FinishedShard(entry[1..].ToArray(), entry[0] == Failed);
    }
}
