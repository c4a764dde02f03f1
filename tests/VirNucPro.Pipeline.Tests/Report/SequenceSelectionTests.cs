using VirNucPro.Pipeline.Contigs;
using VirNucPro.Pipeline.Report;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Report;

public class SequenceSelectionTests
{
    [Fact]
    public void SmallInputsAreListedWhole()
    {
        var selection = Select(SequenceSelection.AllUpTo);

        Assert.Equal(1, selection.SampleEvery);
        Assert.Equal(Enumerable.Range(1, SequenceSelection.AllUpTo).Select(record => (long)record), selection.Chosen.Select(sequence => sequence.Record));
    }

    [Theory]
    [InlineData(2001, 4)]
    [InlineData(10_000, 16)]
    [InlineData(30_000, 32)]
    public void LargeInputsGiveTheMostViralTheLongestAndAnEvenSample(int count, int sampleEvery)
    {
        var sequences = Enumerable.Range(1, count).Select(record => MadeUpSequences.Make(record, 1 + (record % 7))).ToList();
        var selection = Select(count);

        Assert.Equal(sampleEvery, selection.SampleEvery);
        long[] expected =
        [
            .. sequences.OrderByDescending(sequence => sequence.Call!.Verdict == ContigVerdict.Viral)
                .ThenByDescending(sequence => sequence.Call!.Verdict == ContigVerdict.Viral ? sequence.Call.Tier : 0)
                .ThenByDescending(sequence => sequence.Call!.WeightedDelta)
                .ThenBy(sequence => sequence.Record)
                .Take(SequenceSelection.MostViralCount)
                .Concat(sequences.OrderByDescending(sequence => sequence.LengthBp).ThenBy(sequence => sequence.Record).Take(SequenceSelection.LongestCount))
                .Concat(sequences.Where(sequence => (sequence.Record - 1) % sampleEvery == 0))
                .Select(sequence => sequence.Record).Distinct().Order(),
        ];
        Assert.Equal(expected, selection.Chosen.Select(sequence => sequence.Record));
        Assert.InRange(selection.Chosen.Count, SequenceSelection.MostViralCount, SequenceSelection.AllUpTo);
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(100, 100, 1)]
    [InlineData(101, 51, 2)]
    [InlineData(12_345, 100, 124)]
    public void LongTracksAreJoinedFromStretchesOfChunks(int chunks, int points, int chunksPerPoint)
    {
        var sequence = MadeUpSequences.Make(7, chunks);

        var reported = ReportedSequence.Of(sequence);

        Assert.Equal((chunks, points, chunksPerPoint), (reported.ChunkCount, reported.Track.Count, reported.ChunksPerPoint));
        Assert.Equal(chunks, reported.Track.Sum(point => point.Scored));
        Assert.Equal(reported.ViralChunks, reported.Track.Sum(point => point.Viral));
        Assert.Equal(sequence.Chunks.Average(chunk => (double)chunk.Consensus!.Value.Virus), reported.Track.Sum(point => point.Virus * point.Scored) / chunks, 1e-12);
        Assert.Equal((1, chunks, sequence.LengthBp), (reported.Track[0].FirstChunk, reported.Track[^1].LastChunk, reported.Track[^1].End));
    }

    private static SequenceSelection Select(int count)
    {
        var selection = new SequenceSelection();
        for (var record = 1; record <= count; record++)
        {
            selection.Offer(MadeUpSequences.Make(record, 1 + (record % 7)));
        }

        return selection;
    }
}
