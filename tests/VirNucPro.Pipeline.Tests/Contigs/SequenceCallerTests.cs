using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Contigs;
using VirNucPro.Pipeline.Stages;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Tests.Contigs;

public class SequenceCallerTests
{
    [Fact]
    public void ChunksOfASequenceAreTogetherWhereverAShardEnds()
    {
        ChunkResult[] chunks =
        [
            Chunk(1, 1, (0.1f, 0.9f)), Chunk(1, 2, null), Chunk(1, 3, (0.2f, 0.85f)),
            Chunk(2, 1, null),
            Chunk(4, 1, (0.9f, 0.1f)),
        ];
        List<CalledSequence> called = [];
        var caller = new SequenceCaller(new ContigRules { MinChunks = 2 }, called.Add);

        foreach (var chunk in chunks)
        {
            caller.Add(chunk);
        }

        Assert.Equal(["s1", "s2"], called.Select(sequence => sequence.Id));
        caller.Complete();
        caller.Complete();

        Assert.Equal([1L, 2L, 4L], called.Select(sequence => sequence.Record));
        Assert.Equal([chunks[..3], chunks[3..4], chunks[4..]], called.Select(sequence => sequence.Chunks));
        Assert.Equal(
            [(ContigVerdict.Viral, ContigTier.HighConfidence, 2), null, (ContigVerdict.Nonviral, ContigTier.LowConfidence, 1)],
            called.Select(sequence => sequence.Call is { } call ? (call.Verdict, call.Tier, call.Chunks) : ((ContigVerdict, ContigTier, int)?)null));
        Assert.Equal([1300, 500, 500], called.Select(sequence => sequence.LengthBp));
    }

    [Fact]
    public void EqualIdsOfDifferentRecordsAreDifferentSequences()
    {
        List<CalledSequence> called = [];
        var caller = new SequenceCaller(new ContigRules(), called.Add);

        caller.Add(Chunk(1, 1, (0, 1)));
        caller.Add(Chunk(2, 1, (1, 0)) with { SequenceId = "s1" });
        caller.Complete();

        Assert.Equal([1.0, -1.0], called.Select(sequence => sequence.Call!.WeightedDelta));
    }

    // Its score is the largest of each over two frames.
    private static ChunkResult Chunk(int record, int number, (float Others, float Virus)? score) => new(
        $"s{record}", record, number, (number - 1) * 400, 500, 0,
        score is not var (others, virus) ? [new(ReadingFrame.F1, null)] : [new(ReadingFrame.F1, new FrameScore(others, 0)), new(ReadingFrame.R2, new FrameScore(0, virus))]);
}
