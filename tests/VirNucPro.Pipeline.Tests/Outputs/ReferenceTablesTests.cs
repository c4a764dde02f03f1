using System.Globalization;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Contigs;
using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Stages;
using VirNucPro.Pipeline.Telemetry;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Tests.Outputs;

/// <summary>The reference's scores through our chunks, frames, consensus and tables: the files must be its own.</summary>
public class ReferenceTablesTests
{
    // The reference's four-column file went through pandas' CSV reader, which is off in the last digit of a double.
    private const double RelativeTolerance = 1e-12;

    [Theory]
    [InlineData(300)]
    [InlineData(500)]
    public void FrameTableIsTheReferencesFileByteForByte(int chunkLengthBp)
    {
        (var frames, _) = Write(chunkLengthBp, "vanilla");

        Assert.Equal(Fixture.Text($"e2e/chunk{chunkLengthBp}/vanilla/prediction_results.txt"), frames);
    }

    [Theory]
    [InlineData(300)]
    [InlineData(500)]
    public void ChunkTableHasTheReferencesRowsInItsOrder(int chunkLengthBp)
    {
        (_, var chunks) = Write(chunkLengthBp, "broad");

        var expected = Rows(Fixture.Text($"e2e/chunk{chunkLengthBp}/broad/prediction_results_highestscore.csv"));
        var actual = Rows(chunks);
        Assert.Equal(expected.Length, actual.Length);
        Assert.Equal(expected[0], actual[0]);
        for (var row = 1; row < expected.Length; row++)
        {
            Assert.Equal(expected[row][..2], actual[row][..2]);
            for (var column = 2; column < 4; column++)
            {
                var truth = Number(expected[row][column]);
                Assert.Equal(truth, Number(actual[row][column]), RelativeTolerance * truth);
            }
        }
    }

    [Theory]
    [InlineData(300)]
    [InlineData(500)]
    public void ChunkCallsAreTheReferencesOwn(int chunkLengthBp)
    {
        (_, var chunks) = Write(chunkLengthBp, "vanilla");

        var expected = Lines(Fixture.Text($"e2e/chunk{chunkLengthBp}/vanilla/prediction_results_highestscore.csv"));
        string[] actual = [.. Rows(chunks).Skip(1).Select(row => $"{row[0]}\t{row[1]}").Order(StringComparer.Ordinal)];
        Assert.Equal(expected[1..], actual);
    }

    private static (string Frames, string Chunks) Write(int chunkLengthBp, string code)
    {
        var scores = Rows(Fixture.Text($"e2e/chunk{chunkLengthBp}/{code}/prediction_results.txt")).Skip(1)
            .ToDictionary(row => row[0], row => (Others: Single(row[2]), Virus: Single(row[3])));
        var shard = new PredictShard(0);
        using (var reader = new SequenceReader(File.OpenRead(Fixture.Path("e2e/input.fa")), "input.fa"))
        {
            while (reader.TryRead(out var record))
            {
                shard.Chunks.AddRange(Chunker.Cut(record, chunkLengthBp).Select(chunk => new ShardChunk(chunk, record)));
            }
        }

        shard.Digest();
        shard.Work = new ShardWork("cpu", 1, 1, 1, 1, new StageSeconds());
        new TranslateStage().Run(shard, CancellationToken.None);
        shard.Scores =
        [
            .. shard.Chunks
                .SelectMany(chunk => shard.Frames.GetRange(chunk.FirstFrame, chunk.FrameCount), (chunk, frame) => scores[$"{chunk.Chunk.Id}{frame.Frame}"])
                .SelectMany(score => new[] { score.Others, score.Virus }),
        ];
        using var frameText = new StringWriter();
        using var chunkText = new StringWriter();
        new ResultExport(new FrameTable(frameText, null), new ChunkTable(chunkText, null), new ContigTable(TextWriter.Null, null), new ContigRules())
            .Write(ConsensusStage.Run(shard));
        return (frameText.ToString(), chunkText.ToString());
    }

    private static string[] Lines(string text) => text.TrimEnd('\n').Split('\n');

    private static string[][] Rows(string text) => [.. Lines(text).Select(line => line.Split('\t'))];

    private static float Single(string text) => float.Parse(text, CultureInfo.InvariantCulture);

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}
