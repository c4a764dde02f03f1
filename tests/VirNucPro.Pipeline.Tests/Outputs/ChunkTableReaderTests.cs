using System.Text;
using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Stages;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Outputs;

public sealed class ChunkTableReaderTests
{
    private const string Header = "Modified_ID\tIs_Virus\tmax_score_0\tmax_score_1\n";

    [Fact]
    public void TableIsReadAsItWasWritten()
    {
        (string Id, int Number, FrameScore Score)[] chunks =
        [
            ("größe|1/2", 1, new(0.1f, 0.9f)), ("größe|1/2", 2, new(1e-7f, 1f)), ("a_chunk_3", 1, new(-0f, 0.3f)), ("", 12, new(0.7f, 0.7f)),
        ];
        using var text = new StringWriter();
        var table = new ChunkTable(text, "made of nothing");
        foreach (var (id, number, score) in chunks)
        {
            table.Write($"{id}_chunk_{number}", score);
        }

        using var reader = Reader(text.ToString());

        Assert.Equal(["# made of nothing"], reader.Comments);
        Assert.Equal(
            chunks.Select(chunk => new ScoredChunk(chunk.Id, chunk.Number, chunk.Score.Others, chunk.Score.Virus)), reader.Read());
    }

    [Theory]
    [InlineData(300)]
    [InlineData(500)]
    public void TableOfTheReferenceIsRead(int chunkLengthBp)
    {
        var path = Fixture.Path($"e2e/chunk{chunkLengthBp}/broad/prediction_results_highestscore.csv");
        using var reader = ChunkTableReader.Open(path);

        Assert.Equal(
            File.ReadLines(path).Skip(1).Select(line => line.Split('\t')[0]),
            reader.Read().Select(chunk => $"{chunk.SequenceId}_chunk_{chunk.Number}"));
    }

    [Fact]
    public void ColumnsAreFoundByNameAndLinesEndAnyhow()
    {
        using var reader = Reader("\uFEFFmax_score_1\tModified_ID\textra\tmax_score_0\r\n0.25\ta_chunk_1\tx\t0.5\r\n\r\n1\tlone\t\t-1e-3");

        Assert.Empty(reader.Comments);
        Assert.Equal([new ScoredChunk("a", 1, 0.5, 0.25), new ScoredChunk("lone", 0, -1e-3, 1)], reader.Read());
    }

    [Theory]
    [InlineData("a_chunk_", "a_chunk_", 0)]
    [InlineData("a_chunk_+1", "a_chunk_+1", 0)]
    [InlineData("a_chunk_1x", "a_chunk_1x", 0)]
    [InlineData("_chunk_7", "", 7)]
    [InlineData("a_chunk_1_chunk_2", "a_chunk_1", 2)]
    public void IdOfTheSequenceEndsBeforeTheLastChunkNumber(string chunkId, string sequenceId, int number)
    {
        using var reader = Reader($"{Header}{chunkId}\tTrue\t0\t1\n");

        Assert.Equal(new ScoredChunk(sequenceId, number, 0, 1), Assert.Single(reader.Read()));
    }

    [Theory]
    [InlineData("", "scores.csv is empty. ")]
    [InlineData("# a\n# b\n", "scores.csv is empty. ")]
    [InlineData("Modified_ID\tIs_Virus\na_chunk_1\tTrue\n", "scores.csv, line 1: a table of chunk scores has the column max_score_0, the column max_score_1, this one has not. ")]
    [InlineData("# a\n>s1\nACGT\n", "scores.csv, line 2: a table of chunk scores has the column Modified_ID, ")]
    [InlineData($"{Header}a_chunk_1\tTrue\t0\t1\na_chunk_2\tTrue\t0\n", "scores.csv, line 3: 3 columns where the header has 4. ")]
    [InlineData($"{Header}a_chunk_1\tTrue\t0\t1\t2\t3\n", "scores.csv, line 2: 6 columns where the header has 4. ")]
    [InlineData($"# a\n{Header}\na_chunk_1\tTrue\t0\tone\n", "scores.csv, line 4: max_score_1 is 'one', which is no score. ")]
    [InlineData($"{Header}a_chunk_1\tTrue\tnan\t1\n", "scores.csv, line 2: max_score_0 is 'nan', which is no score. ")]
    [InlineData($"{Header}a_chunk_1\tTrue\t\t1\n", "scores.csv, line 2: max_score_0 is '', which is no score. ")]
    [InlineData($"{Header}a_chunk_1\tTrue\t0\t1e999\n", "scores.csv, line 2: max_score_1 is '1e999', which is no score. ")]
    public void WhatIsNoSuchTableIsNamedByItsLine(string text, string message)
    {
        var failure = Assert.Throws<RunFailedException>(() =>
        {
            using var reader = Reader(text);
            return reader.Read().Count();
        });

        Assert.Equal(FailureKind.BadInput, failure.Kind);
        Assert.StartsWith(message, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void BytesThatAreNoTextAreBadInput()
    {
        var failure = Assert.Throws<RunFailedException>(() => new ChunkTableReader(new MemoryStream([0xC3, 0x28, 0x0A]), "scores.csv"));

        Assert.Equal(FailureKind.BadInput, failure.Kind);
    }

    [Fact]
    public void MissingFilesAndFoldersAreNamedWithTheRemedy()
    {
        using var folder = new TemporaryFolder();
        foreach (var (path, remedy) in ((string, string)[])[(folder.Path("absent.csv"), "there is no such file"), (folder.Root, "it is a folder")])
        {
            var failure = Assert.Throws<RunFailedException>(() => ChunkTableReader.Open(path));

            Assert.Equal(FailureKind.InputMissing, failure.Kind);
            Assert.Contains($"{path}: {remedy}", failure.Message, StringComparison.Ordinal);
        }
    }

    private static ChunkTableReader Reader(string text) => new(new MemoryStream(Encoding.UTF8.GetBytes(text)), "scores.csv");
}
