using System.Security.Cryptography;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Contigs;
using VirNucPro.Pipeline.Stages;
using VirNucPro.Pipeline.Telemetry;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Tests.Support;

/// <summary>Shards with made-up results for the run's database.</summary>
internal static class MadeUpShards
{
    public static readonly IReadOnlyList<RunParameter> Parameters =
    [
        new("result version", "1"),
        new("chunk length", "500"),
        new("shard size", "1024"),
        new("input", "sequences größe.fa"),
        new("DNABERT-S weights", new string('a', 64)),
        .. RunParameters.Of(new ContigRules()),
    ];

    /// <summary>A shard that depends on nothing but the arguments.</summary>
    /// <param name="index">Its index.</param>
    /// <param name="chunks">Its chunks; every third one has no open frame.</param>
    /// <param name="longestId">Some ids are padded to so many letters.</param>
    /// <param name="failures">Leave out the scores of some frames.</param>
    /// <param name="seed">Another one gives other scores.</param>
    public static ShardResult Make(int index, int chunks, int longestId = 12, bool failures = false, int seed = 0)
    {
        var random = new Random(HashCode(index, chunks, seed));
        var results = Enumerable.Range(0, chunks).Select(position => MakeChunk(random, index, position, longestId, failures)).ToList();
        var seconds = new StageSeconds();
        foreach (var stage in PipelineStages.All)
        {
            seconds[stage] = random.NextDouble() * 100;
        }

        var work = new ShardWork($"cuda:{index % 2}", 16384 << (index % 3), 8192, random.Next(), random.NextInt64(1L << 40), seconds);
        return new ShardResult(index, SHA256.HashData(BitConverter.GetBytes(random.NextInt64())), results, work);
    }

    /// <summary>Fails where two shards differ in anything, a bit of a number included.</summary>
    public static bool AreEqual(ShardResult expected, ShardResult actual) =>
        expected.Index == actual.Index
        && expected.InputHash.AsSpan().SequenceEqual(actual.InputHash)
        && expected.Work with { Seconds = actual.Work.Seconds } == actual.Work
        && PipelineStages.All.All(stage => expected.Work.Seconds[stage].Equals(actual.Work.Seconds[stage]))
        && expected.Chunks.Count == actual.Chunks.Count
        && expected.Chunks.Zip(actual.Chunks).All(pair => AreEqual(pair.First, pair.Second));

    private static bool AreEqual(ChunkResult expected, ChunkResult actual) =>
        expected with { Frames = actual.Frames } == actual
        && expected.Frames.Select(frame => (frame.Frame, Bits(frame))).SequenceEqual(actual.Frames.Select(frame => (frame.Frame, Bits(frame))));

    private static (uint Others, uint Virus)? Bits(FrameResult frame) =>
        frame.Score is { } score ? (BitConverter.SingleToUInt32Bits(score.Others), BitConverter.SingleToUInt32Bits(score.Virus)) : null;

    private static int HashCode(int index, int chunks, int seed) => ((index * 7919) + chunks) * 31 + seed;

    private static ChunkResult MakeChunk(Random random, int index, int position, int longestId, bool failures)
    {
        var record = ((long)index * 100_000) + (position / 4) + 1;
        var id = $"contig_{record}";
        id = position % 40 < 4 ? id.PadRight(longestId, 'x') : id;
        var frames = position % 3 == 0
            ? []
            : Enum.GetValues<ReadingFrame>()
                .Where(frame => ((int)frame + position) % 4 == 0)
                .Select(frame => new FrameResult(frame, MakeScore(random, failures && position % 5 == 1)))
                .ToList();
        return new ChunkResult(id, record, (position % 4) + 1, position % 4 * 500, 500 - (position % 7), random.NextInt64(), frames);
    }

    private static FrameScore? MakeScore(Random random, bool failed)
    {
        var others = (random.NextSingle() * 20) - 10;
        return failed ? null : new FrameScore(others, random.Next(8) switch { 0 => others, 1 => -0f, _ => (random.NextSingle() * 20) - 10 });
    }
}
