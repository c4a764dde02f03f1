using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Checkpoints;

/// <summary>docs/run-state.md tells the truth.</summary>
public sealed class RunQueriesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _page = File.ReadAllText(Path.Combine(Fixture.RepositoryRoot, "docs", "run-state.md"));
    private readonly ShardResult[] _shards = [MadeUpShards.Make(0, 60, failures: true), MadeUpShards.Make(1, 30), MadeUpShards.Make(2, 0)];

    public RunQueriesTests()
    {
        using var database = RunDatabase.Create(_folder.Path("run.db"), MadeUpShards.Parameters);
        database.BeginSession("0.1.0", "-d cuda:0,cuda:1", []);
        foreach (var shard in _shards)
        {
            database.Add(shard, TimeSpan.FromSeconds(10));
        }

        database.Finish(database.Shards.Count, 100, 1, TimeSpan.FromSeconds(20));
    }

    private IEnumerable<ChunkResult> Chunks => _shards.SelectMany(shard => shard.Chunks);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ThePageShowsTheTablesAsTheyAre() =>
        Assert.Equal(RunSchema.Statements.Order(), CodeBlocks("CREATE").Order());

    [Fact]
    public void ThePageExplainsEveryColumnOfATable()
    {
        foreach (var table in (string[])["parameter", "run", "session", "shard", "chunk", "frame"])
        {
            var section = _page.Split($"### {table}\n")[1].Split("\n#")[0];
            var columns = Query($"SELECT name FROM pragma_table_info('{table}')").Select(row => (string)row[0]);
            Assert.All(columns, column => Assert.Contains($"`{column}`", section, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void TheQueriesOfThePageGiveWhatTheySay()
    {
        var queries = CodeBlocks("SELECT");
        Assert.Equal(3, queries.Length);

        var viral = Query(queries[0]);
        Assert.Equal(
            Chunks.Where(chunk => chunk.Consensus is { ChunkIsVirus: true }).Select(chunk => (chunk.Id, (double)chunk.Consensus!.Value.Virus)),
            viral.Select(row => ((string)row[0], (double)row[3])));

        var sequences = Query(queries[1]);
        var expected = Chunks.GroupBy(chunk => chunk.Record)
            .Select(group => (Record: group.Key, Viral: group.Count(chunk => chunk.Consensus is { ChunkIsVirus: true }), All: group.Count()))
            .Where(sequence => sequence.Viral > 0)
            .ToHashSet();
        Assert.NotEmpty(expected);
        Assert.Equal(expected.Count, sequences.Length);
        Assert.All(sequences, row => Assert.Contains(((long)row[0], (int)(long)row[2], (int)(long)row[3]), expected));

        var devices = Query(queries[2]);
        Assert.Equal(["cuda:0", "cuda:1"], devices.Select(row => (string)row[0]));
        Assert.Equal([2L, 1L], devices.Select(row => (long)row[1]));
    }

    [Fact]
    public void ChunkResultsAreTheRowsOfTheResultFile()
    {
        using var text = new StringWriter();
        var table = new ChunkTable(text, notice: null);
        foreach (var chunk in Chunks.Where(chunk => chunk.Consensus is not null))
        {
            table.Write(chunk.Id, chunk.Consensus!.Value);
        }

        var rows = Query("SELECT id, is_viral FROM chunk_result ORDER BY shard, position")
            .Select(row => $"{row[0]}\t{((long)row[1] == 1 ? "True" : "False")}\t");

        Assert.All(text.ToString().TrimEnd('\n').Split('\n').Skip(1).Zip(rows), pair =>
            Assert.StartsWith(pair.Second, pair.First, StringComparison.Ordinal));
        Assert.Contains(Chunks, chunk => chunk.Consensus is { } score && score.Others == score.Virus);
    }

    [Fact]
    public void FramesThatCouldNotBeScoredAreNull()
    {
        var failed = Query("SELECT shard, position, frame FROM frame WHERE virus IS NULL OR others IS NULL ORDER BY shard, position, frame");

        var expected = _shards[0].Chunks.SelectMany((chunk, position) =>
            chunk.Frames.Where(frame => frame.Score is null).Select(frame => (0L, (long)position, FrameNames.Of(frame.Frame))));
        Assert.NotEmpty(failed);
        Assert.Equal(expected, failed.Select(row => ((long)row[0], (long)row[1], (string)row[2])));
        Assert.Equal((long)failed.Length, Query("SELECT sum(failed_frames) FROM shard").Single()[0]);
    }

    // Of the page's SQL blocks, the statements that begin with a word; as people run them, without the closing semicolon.
    private string[] CodeBlocks(string start) =>
        [
            .. _page.Split("```sql\n").Skip(1)
                .SelectMany(rest => rest.Split("\n```")[0].Split(";\n\n"))
                .Select(statement => statement.Trim().TrimEnd(';'))
                .Where(statement => statement.StartsWith(start, StringComparison.Ordinal)),
        ];

    private object[][] Query(string sql)
    {
        using var file = RunFile.Open(_folder.Path("run.db"), create: false);
        return [.. file.Query(sql).Select(Row)];
    }

    private static object[] Row(RunStatement row) =>
        [.. Enumerable.Range(0, row.ColumnCount).Select(column => row.Value(column) ?? DBNull.Value)];
}
