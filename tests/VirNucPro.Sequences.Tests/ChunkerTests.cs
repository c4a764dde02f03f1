using System.Runtime.InteropServices;

namespace VirNucPro.Sequences.Tests;

public sealed class ChunkerTests
{
    [Theory]
    [InlineData(300)]
    [InlineData(500)]
    public void RangesAreThoseOfTheReferenceForEveryLength(int chunkLengthBp)
    {
        var table = Fixture.Json($"sequences/chunk_coords_{chunkLengthBp}.json").EnumerateObject().ToList();

        Assert.Equal(1717, table.Count);
        Assert.All(table, row => Assert.Equal(
            row.Value.EnumerateArray().Select(range => new ChunkRange(range[0].GetInt32(), range[1].GetInt32())),
            Chunker.Ranges(int.Parse(row.Name), chunkLengthBp)));
    }

    [Fact]
    public void RangesCoverEverySequenceWithoutAGapAtAnyChunkLength()
    {
        for (var chunkLengthBp = 1; chunkLengthBp <= 40; chunkLengthBp++)
        {
            for (var sequenceLengthBp = 1; sequenceLengthBp <= 400; sequenceLengthBp++)
            {
                var ranges = Chunker.Ranges(sequenceLengthBp, chunkLengthBp);

                Assert.Equal(0, ranges[0].Start);
                Assert.Equal(sequenceLengthBp, ranges[^1].End);
                Assert.All(ranges.Zip(ranges.Skip(1)), pair => Assert.InRange(
                    pair.Second.Start, pair.First.Start + 1, pair.First.End));
                Assert.All(ranges, range => Assert.InRange(range.LengthBp, 1, chunkLengthBp));
            }
        }
    }

    [Fact]
    public void TheLongestSequenceIsCutWithoutOverflow()
    {
        var ranges = Chunker.Ranges(Array.MaxLength, 1_000_000_007);

        Assert.Equal(3, ranges.Length);
        Assert.Equal(Array.MaxLength, ranges[^1].End);
    }

    [Fact]
    public void ASequenceWithoutBasesHasNoChunks()
    {
        Assert.Empty(Chunker.Ranges(0, 500));
        Assert.Empty(Chunker.Cut(new SequenceRecord("empty", default, 1, 7), 500));
    }

    [Fact]
    public void ChunksAreNumberedFromOneAndShareTheMemoryOfTheRecord()
    {
        var bases = new byte[501];
        var chunks = Chunker.Cut(new SequenceRecord("s", bases, 1, 505), 500).ToList();

        Assert.Equal(["s_chunk_1", "s_chunk_2"], chunks.Select(chunk => chunk.Id));
        Assert.Equal([0, 250], chunks.Select(chunk => chunk.Start));
        Assert.Equal([500, 251], chunks.Select(chunk => chunk.Bases.Length));
        Assert.All(chunks, chunk =>
        {
            Assert.True(MemoryMarshal.TryGetArray(chunk.Bases, out var segment));
            Assert.Same(bases, segment.Array);
        });
    }

    [Theory]
    [InlineData(-1, 500)]
    [InlineData(10, 0)]
    public void ImpossibleLengthsAreRefused(int sequenceLengthBp, int chunkLengthBp)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Chunker.Ranges(sequenceLengthBp, chunkLengthBp));
    }
}
