using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using VirNucPro.Pipeline.Shards;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>SHA-256 of what a shard was made from: of each chunk its sequence's id and record number, its place and its bases.</summary>
internal static class InputDigest
{
    private const int NumberBytes = sizeof(long) + sizeof(int) + sizeof(int);

    /// <summary>The digest of each chunk, one after the other; their own digest is the shard's.</summary>
    /// <param name="chunks">The chunks.</param>
    /// <returns>[chunks, 32].</returns>
    public static byte[] OfChunks(IReadOnlyList<ShardChunk> chunks)
    {
        var digests = new byte[chunks.Count * SHA256.HashSizeInBytes];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var head = new byte[NumberBytes];
        for (var i = 0; i < chunks.Count; i++)
        {
            var chunk = chunks[i].Chunk;
            var idBytes = Encoding.UTF8.GetByteCount(chunk.SequenceId);
            if (head.Length < NumberBytes + idBytes)
            {
                head = new byte[NumberBytes + (2 * idBytes)];
            }

            BinaryPrimitives.WriteInt64LittleEndian(head, chunks[i].RecordNumber);
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(sizeof(long)), chunk.Start);
            BinaryPrimitives.WriteInt32LittleEndian(head.AsSpan(sizeof(long) + sizeof(int)), idBytes);
            Encoding.UTF8.GetBytes(chunk.SequenceId, head.AsSpan(NumberBytes));
            hash.AppendData(head.AsSpan(0, NumberBytes + idBytes));
            hash.AppendData(chunk.Bases.Span);
            hash.GetHashAndReset(digests.AsSpan(i * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes));
        }

        return digests;
    }

    /// <summary>The short digest of one chunk, which <see cref="ChunkResult.InputHash"/> holds.</summary>
    /// <param name="digests">What <see cref="OfChunks"/> gave.</param>
    /// <param name="chunk">Number of the chunk in its shard.</param>
    public static long ShortOf(ReadOnlySpan<byte> digests, int chunk) =>
        BinaryPrimitives.ReadInt64LittleEndian(digests[(chunk * SHA256.HashSizeInBytes)..]);
}
