using System.Globalization;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Contigs;
using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Stages;
using VirNucPro.Pipeline.Telemetry;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Tests.Stages;

public class ConsensusStageTests
{
    public static TheoryData<int> GoldenCases
    {
        get
        {
            // The last case has row names that no frame of ours can have.
            var cases = new TheoryData<int>();
            cases.AddRange([.. Enumerable.Range(0, Fixture.Json("e2e/consensus_cases.json").GetArrayLength() - 1)]);
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(GoldenCases))]
    public void ConsensusEqualsTheReference(int number)
    {
        var golden = Fixture.Json("e2e/consensus_cases.json")[number];
        var rows = golden.GetProperty("prediction_results_txt").GetString()!.TrimEnd('\n').Split('\n').Skip(1)
            .Select(line => line.Split('\t'))
            .Select(row => (Chunk: row[0][..^2], Frame: Enum.Parse<ReadingFrame>(row[0][^2..]), Others: Single(row[2]), Virus: Single(row[3])));

        (var chunks, _) = Call([.. rows]);

        string[] expected =
        [
            .. golden.GetProperty("broad_consensus").EnumerateArray().Select(row =>
                $"{row[0].GetString()}\t{(row[1].GetString() == "virus" ? "True" : "False")}\t{row[2].GetRawText()}\t{row[3].GetRawText()}"),
        ];
        Assert.Equal(expected, chunks.TrimEnd('\n').Split('\n').Skip(1));
    }

    [Fact]
    public void TieIsOthersForTheFrameAndVirusForTheChunk()
    {
        var tie = new FrameScore(0.5f, 0.5f);

        Assert.False(tie.FrameIsVirus);
        Assert.True(tie.ChunkIsVirus);
    }

    [Fact]
    public void ScoreThatIsNotFiniteIsListedAndNeverWritten()
    {
        (var chunks, var export) = Call(
            ("a_chunk_1", ReadingFrame.F1, float.NaN, 0.5f),
            ("a_chunk_1", ReadingFrame.F2, 0.75f, 0.25f),
            ("b_chunk_1", ReadingFrame.F1, float.NaN, float.NaN));

        Assert.Equal(["a", "b"], export.FailedSequences);
        Assert.Equal("Modified_ID\tIs_Virus\tmax_score_0\tmax_score_1\na_chunk_1\tFalse\t0.75\t0.25\n", chunks);
    }

    private static (string Chunks, ResultExport Export) Call(
        params (string Chunk, ReadingFrame Frame, float Others, float Virus)[] rows)
    {
        var shard = new PredictShard(0);
        foreach (var chunk in rows.GroupBy(row => row.Chunk))
        {
            var split = chunk.Key.LastIndexOf("_chunk_", StringComparison.Ordinal);
            var chunkNumber = int.Parse(chunk.Key[(split + "_chunk_".Length)..], CultureInfo.InvariantCulture);
            shard.Chunks.Add(new ShardChunk(new SequenceChunk(chunk.Key[..split], chunkNumber, 0, default), new SequenceRecord(chunk.Key[..split], default, 1, 0))
            {
                FirstFrame = shard.Frames.Count,
                FrameCount = chunk.Count(),
            });
            shard.Frames.AddRange(chunk.Select(row => new OpenFrame(row.Frame, default, default)));
        }

        shard.Digest();
        shard.Work = new ShardWork("cpu", 1, 1, 1, 1, new StageSeconds());
        shard.Scores = [.. rows.SelectMany(row => new[] { row.Others, row.Virus })];
        using var frameText = new StringWriter();
        using var chunkText = new StringWriter();
        var export = new ResultExport(
            new FrameTable(frameText, null), new ChunkTable(chunkText, null), new ContigTable(TextWriter.Null, null), new ContigRules());
        export.Write(ConsensusStage.Run(shard));
        return (chunkText.ToString(), export);
    }

    private static float Single(string text) => float.Parse(text, CultureInfo.InvariantCulture);
}
