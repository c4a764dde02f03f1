using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using VirNucPro.Models.Demo;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Contigs;
using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Tests.Support;
using VirNucPro.Pipeline.Verification;

namespace VirNucPro.Pipeline.Tests.Checkpoints;

public sealed class CheckpointFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private RunLayout Layout => new(_folder.Root, "", 0);

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData("run.db")]
    public void InterruptedRunIsAddedUp(string name)
    {
        ShardResult[] shards = [MadeUpShards.Make(0, 50), MadeUpShards.Make(1, 9, failures: true)];
        Save(shards, finish: false);

        var checkpoint = Inspect(_folder.Path(name));

        Assert.Equal(_folder.Path("run.db"), checkpoint.Path);
        Assert.Equal(_folder.Root, checkpoint.OutputDirectory);
        Assert.Equal((null, null, false), (checkpoint.Finished, checkpoint.InputSequences, checkpoint.IsComplete));
        Assert.Equal(2, checkpoint.Shards);
        Assert.Empty(checkpoint.DamagedShards);
        Assert.Equal((16, 59), (checkpoint.Sequences, checkpoint.Chunks));
        Assert.Equal(FramesOf(shards).Count(), checkpoint.Frames);
        Assert.Equal(FramesOf(shards).Count(frame => frame.Score is null), checkpoint.FailedFrames);
        Assert.NotEqual(0, checkpoint.FailedFrames);
        Assert.Equal(shards.Sum(shard => shard.Chunks.Count(chunk => chunk.Consensus is { ChunkIsVirus: true })), checkpoint.ViralChunks);
        Assert.Equal([(1L, 100_003L)], checkpoint.Records);
        Assert.Equal(MadeUpShards.Parameters.Select(parameter => parameter.Name), checkpoint.Parameters.Select(parameter => parameter.Key));
        var session = Assert.Single(checkpoint.Sessions);
        Assert.Equal((2, "0.1.0", "cpu, fp32", TimeSpan.FromSeconds(2)), (session.Shards, session.Version, session.Means, session.Elapsed));
        Assert.Equal(TimeSpan.FromSeconds(2), checkpoint.Elapsed);
    }

    [Fact]
    public void FinishedRunIsComplete()
    {
        Save([MadeUpShards.Make(0, 50)], finish: true);

        var checkpoint = Inspect();

        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", checkpoint.Finished);
        Assert.Equal((20L, true), (checkpoint.InputSequences, checkpoint.IsComplete));
    }

    [Fact]
    public void RecordsBetweenMissingShardsAreAGap()
    {
        Save([MadeUpShards.Make(0, 8), MadeUpShards.Make(1, 8), MadeUpShards.Make(4, 4)], finish: false);

        Assert.Equal([(1L, 100_002L), (400_001L, 400_001L)], Inspect().Records);
    }

    [Fact]
    public void DamagedShardIsNamedAndNothingIsRepaired()
    {
        Save([.. Enumerable.Range(0, 3).Select(index => MadeUpShards.Make(index, 50))], finish: true);
        Execute("UPDATE chunk SET number = number + 1 WHERE shard = 1 AND position = 7");
        var before = Fingerprint();

        var checkpoint = Inspect();
        var report = Verify();

        Assert.Equal("shard 1 does not match its checksum", checkpoint.Damage);
        Assert.Equal([1], checkpoint.DamagedShards);
        Assert.Equal((2, false), (checkpoint.Shards, checkpoint.IsComplete));
        Assert.Equal([(1L, 13L), (200_001L, 200_013L)], checkpoint.Records);
        Assert.Equal(
            [
                "shard 1 does not match its checksum; --resume carries what is intact to a new file",
                "damaged: 1; 2 are intact; --resume computes the damaged ones again",
            ],
            report.Checks.Where(check => check.Outcome == VerificationOutcome.Failed).Select(check => check.Detail));
        Assert.All(report.Checks.Where(check => check.Part == "results"), check => Assert.Equal(VerificationOutcome.NotRun, check.Outcome));
        Assert.Equal(before, Fingerprint());
    }

    [Fact]
    public void DamagedSessionIsNamed()
    {
        Save([MadeUpShards.Make(0, 50)], finish: false);
        Execute("UPDATE session SET version = '9'");

        Assert.Empty(Inspect().Sessions);
        var failed = Assert.Single(Verify().Checks, check => check.Outcome == VerificationOutcome.Failed);
        Assert.StartsWith("a session does not match its checksum", failed.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void OverwrittenPagesAreFoundWhereverTheyLie()
    {
        Save([.. Enumerable.Range(0, 4).Select(index => MadeUpShards.Make(index, 200))], finish: false);
        var whole = File.ReadAllBytes(_folder.Path("run.db"));
        const int PageBytes = 4096;
        Assert.True(whole.Length > 20 * PageBytes);
        for (var page = 0; page < whole.Length / PageBytes; page++)
        {
            var damaged = (byte[])whole.Clone();
            damaged.AsSpan(page * PageBytes, PageBytes).Fill(0x5A);
            File.WriteAllBytes(_folder.Path("run.db"), damaged);

            Assert.True(IsRefused(), $"page {page}");
            Assert.Equal(damaged, File.ReadAllBytes(_folder.Path("run.db")));
        }
    }

    [Fact]
    public void RunAtWorkIsLeftAlone()
    {
        Save([MadeUpShards.Make(0, 50)], finish: false);
        using var atWork = RunDatabase.Open(_folder.Path("run.db"));

        var failure = Assert.Throws<RunFailedException>(() => Inspect());

        Assert.Equal(FailureKind.CheckpointRefused, failure.Kind);
        Assert.Contains("in use by another virnucpro process", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TransactionOfAKilledProcessIsUndoneInACopyOnly()
    {
        ShardResult[] shards = [.. Enumerable.Range(0, 4).Select(index => MadeUpShards.Make(index, 200))];
        Save(shards, finish: false);
        LeaveTransaction("UPDATE chunk SET number = number + 1");
        var before = Fingerprint();
        Assert.Contains("run.db-journal", before, StringComparison.Ordinal);

        var checkpoint = Inspect();

        Assert.Empty(checkpoint.DamagedShards);
        Assert.Equal(shards.Length, checkpoint.Shards);
        Assert.True(Verify().Passed);
        Assert.Equal(before, Fingerprint());
    }

    [Fact]
    public void ResultFilesAreComparedToTheByte()
    {
        ShardResult[] shards = [MadeUpShards.Make(0, 50), MadeUpShards.Make(1, 20, failures: true)];
        Save(shards, finish: true);
        Export(shards, notice: null);

        Assert.True(Verify().Passed);

        var lines = File.ReadAllLines(Layout.FrameTable);
        File.AppendAllText(Layout.ChunkTable, "more\n");
        File.AppendAllText(Layout.ContigTable, "more\n");
        File.WriteAllText(Layout.FrameTable, string.Join('\n', [.. lines[..4], lines[4] + "0", .. lines[5..], ""]));
        var report = Verify();

        Assert.Equal(
            [
                "has changed from line 5 on",
                $"has changed from line {File.ReadAllLines(Layout.ChunkTable).Length} on",
                $"has changed from line {File.ReadAllLines(Layout.ContigTable).Length} on",
            ],
            report.Checks.Where(check => check.Outcome == VerificationOutcome.Failed).Select(check => check.Detail.Split(';')[0]));
    }

    [Fact]
    public void MissingAndTruncatedResultFilesAreFound()
    {
        ShardResult[] shards = [MadeUpShards.Make(0, 50)];
        Save(shards, finish: true);
        Export(shards, notice: null);
        File.Delete(Layout.FrameTable);
        using (var file = File.OpenWrite(Layout.ChunkTable))
        {
            file.SetLength(file.Length - 1);
        }

        var failed = Verify().Checks.Where(check => check.Outcome == VerificationOutcome.Failed).ToArray();

        Assert.Equal(["prediction_results.txt", "prediction_results_highestscore.csv"], failed.Select(check => check.Subject));
        Assert.StartsWith("is missing", failed[0].Detail, StringComparison.Ordinal);
        Assert.StartsWith("has changed from line", failed[1].Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(DemoModels.Notice, true)]
    [InlineData("another line", false)]
    public void NoticeOfDemoModelsIsNoChange(string notice, bool passes)
    {
        ShardResult[] shards = [MadeUpShards.Make(0, 50)];
        Save(shards, finish: true);
        Export(shards, notice);

        Assert.Equal(passes, Verify().Passed);
    }

    [Fact]
    public void ResultFilesOfAnInterruptedRunAreNotExpected()
    {
        Save([MadeUpShards.Make(0, 50)], finish: false);

        var report = Verify();

        Assert.True(report.Passed);
        Assert.Equal(3, report.Checks.Count(check => check is { Part: "results", Outcome: VerificationOutcome.NotRun }));
    }

    [Fact]
    public void MissingStateIsNamed()
    {
        File.WriteAllBytes(_folder.Path("empty.db"), []);
        foreach (var (path, named) in ((string, string)[])
            [(_folder.Root, "run.db"), (_folder.Path("absent"), "absent"), (_folder.Path("empty.db"), "empty.db is empty")])
        {
            var failure = Assert.Throws<RunFailedException>(() => Inspect(path));

            Assert.Equal(FailureKind.InputMissing, failure.Kind);
            Assert.Contains(named, failure.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AnotherFileIsRefused()
    {
        File.WriteAllText(_folder.Path("run.db"), new string('x', 10_000));

        Assert.Equal(FailureKind.CheckpointRefused, Assert.Throws<RunFailedException>(() => Inspect()).Kind);
    }

    [Fact]
    public void ReadingCanBeStopped()
    {
        Save([MadeUpShards.Make(0, 50)], finish: true);
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() => CheckpointFiles.Inspect(_folder.Root, source.Token));
        Assert.Throws<OperationCanceledException>(() => CheckpointFiles.Verify(_folder.Root, source.Token));
    }

    private static IEnumerable<FrameResult> FramesOf(IEnumerable<ShardResult> shards) =>
        shards.SelectMany(shard => shard.Chunks).SelectMany(chunk => chunk.Frames);

    private InspectedCheckpoint Inspect(string? path = null) => CheckpointFiles.Inspect(path ?? _folder.Root, CancellationToken.None);

    private VerificationReport Verify() => CheckpointFiles.Verify(_folder.Root, CancellationToken.None);

    private bool IsRefused()
    {
        try
        {
            return !Verify().Passed;
        }
        catch (RunFailedException failure)
        {
            return failure.Kind == FailureKind.CheckpointRefused;
        }
    }

    private void Save(ShardResult[] shards, bool finish)
    {
        using var database = RunDatabase.Create(_folder.Path("run.db"), MadeUpShards.Parameters);
        database.BeginSession("0.1.0", "cpu, fp32", []);
        foreach (var (position, shard) in shards.Index())
        {
            database.Add(shard, TimeSpan.FromSeconds(position + 1));
        }

        if (finish)
        {
            database.Finish(database.Shards.Count, sequences: 20, emptySequences: 1, TimeSpan.FromSeconds(9));
        }
    }

    private void Export(ShardResult[] shards, string? notice)
    {
        using var frames = new StreamWriter(Layout.FrameTable);
        using var chunks = new StreamWriter(Layout.ChunkTable);
        using var contigs = new StreamWriter(Layout.ContigTable);
        var export = new ResultExport(
            new FrameTable(frames, notice), new ChunkTable(chunks, notice), new ContigTable(contigs, notice), new ContigRules());
        foreach (var shard in shards)
        {
            export.Write(shard);
        }

        export.Complete();
    }

    private void Execute(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        Assert.NotEqual(0, command.ExecuteNonQuery());
    }

    // A cache of few pages makes SQLite write to the file before the transaction ends; the files are then as a kill leaves them.
    private void LeaveTransaction(string sql)
    {
        string[] names = ["run.db", "run.db-journal"];
        using (var connection = Connect())
        {
            using var command = connection.CreateCommand();
            command.CommandText = $"PRAGMA cache_size = 2; BEGIN; {sql}";
            command.ExecuteNonQuery();
            foreach (var name in names)
            {
                File.Copy(_folder.Path(name), _folder.Path($"killed-{name}"));
            }
        }

        Assert.NotEqual(File.ReadAllBytes(_folder.Path("run.db")), File.ReadAllBytes(_folder.Path("killed-run.db")));
        foreach (var name in names)
        {
            File.Move(_folder.Path($"killed-{name}"), _folder.Path(name), overwrite: true);
        }
    }

    private SqliteConnection Connect()
    {
        var connection = new SqliteConnection($"Data Source={_folder.Path("run.db")};Pooling=False");
        connection.Open();
        return connection;
    }

    // Every file of the folder by name and content.
    private string Fingerprint() => string.Join('\n', Directory.GetFiles(_folder.Root).Order(StringComparer.Ordinal)
        .Select(path => $"{Path.GetFileName(path)} {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(path)))}"));
}
