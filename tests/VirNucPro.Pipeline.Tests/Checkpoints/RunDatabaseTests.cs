using System.Runtime.Versioning;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Checkpoints;

public sealed class RunDatabaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string DatabasePath => _folder.Path("run.db");

    private string JournalPath => DatabasePath + "-journal";

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ARunComesBackAsItWasWritten()
    {
        ShardResult[] shards = [MadeUpShards.Make(0, 50, longestId: 20_000), MadeUpShards.Make(1, 0), MadeUpShards.Make(2, 7, failures: true)];
        using (var written = Create())
        {
            foreach (var shard in shards)
            {
                written.Add(shard, TimeSpan.FromSeconds(shard.Index + 0.5));
            }

            AssertHolds(written, shards);
            Assert.False(written.IsFinished);
        }

        using var read = Open();
        Assert.Equal(MadeUpShards.Parameters, read.Parameters);
        Assert.False(read.IsFinished);
        Assert.Equal(2.5, read.EarlierSeconds);
        Assert.Null(read.Damage);
        Assert.Empty(read.DamagedShards);
        AssertHolds(read, shards);
        Assert.Equal([false, false, true], read.Shards.Values.Select(shard => shard.HasFailures));
    }

    [Fact]
    public void AShardTakesThePlaceOfTheOneWithItsIndex()
    {
        using (var database = Create())
        {
            database.Add(MadeUpShards.Make(0, 9), TimeSpan.Zero);
            database.Add(MadeUpShards.Make(1, 40, failures: true), TimeSpan.Zero);
            database.Add(MadeUpShards.Make(1, 12, seed: 1), TimeSpan.Zero);
            AssertHolds(database, MadeUpShards.Make(0, 9), MadeUpShards.Make(1, 12, seed: 1));
        }

        using var read = Open();
        AssertHolds(read, MadeUpShards.Make(0, 9), MadeUpShards.Make(1, 12, seed: 1));
        Assert.Null(read.Damage);
    }

    [Fact]
    public void ShardsThatEndOutOfOrderAreReadInOrder()
    {
        using (var database = Create())
        {
            foreach (var index in (int[])[300, 2, 0, 257])
            {
                database.Add(MadeUpShards.Make(index, 3), TimeSpan.Zero);
            }
        }

        using var read = Open();
        AssertHolds(read, MadeUpShards.Make(0, 3), MadeUpShards.Make(2, 3), MadeUpShards.Make(257, 3), MadeUpShards.Make(300, 3));
    }

    [Fact]
    public void SessionsAddUp()
    {
        using (var first = Create())
        {
            first.Add(MadeUpShards.Make(0, 3), TimeSpan.FromSeconds(10));
        }

        using (var second = Open())
        {
            second.BeginSession("0.2.0", "-d cuda:0", []);
            second.Add(MadeUpShards.Make(1, 3), TimeSpan.FromSeconds(5));
            Assert.Equal(10, second.EarlierSeconds);
        }

        using var third = Open();
        Assert.Equal(15, third.EarlierSeconds);
    }

    [Fact]
    public void AFinishedRunSaysSo()
    {
        using (var database = Create())
        {
            database.Add(MadeUpShards.Make(0, 3), TimeSpan.FromSeconds(1));
            database.Finish(database.Shards.Count, sequences: 5, emptySequences: 1, TimeSpan.FromSeconds(2));
            Assert.True(database.IsFinished);
        }

        using var read = Open();
        Assert.True(read.IsFinished);
        Assert.Equal(2, read.EarlierSeconds);
        AssertHolds(read, MadeUpShards.Make(0, 3));
    }

    [Fact]
    public void AShardThatIsAddedAgainMakesAFinishedRunUnfinished()
    {
        using (var database = Create())
        {
            database.Add(MadeUpShards.Make(0, 3, failures: true), TimeSpan.FromSeconds(1));
            database.Finish(database.Shards.Count, sequences: 5, emptySequences: 1, TimeSpan.FromSeconds(2));
        }

        using (var database = Open())
        {
            database.BeginSession("0.1.0", "", []);
            database.Add(MadeUpShards.Make(0, 3), TimeSpan.FromSeconds(1));
            Assert.False(database.IsFinished);
        }

        using var read = Open();
        Assert.False(read.IsFinished);
    }

    [Fact]
    public void AMissingOrEmptyFileIsNoRun()
    {
        Assert.Null(RunDatabase.Open(DatabasePath));
        _folder.Write("run.db", "");
        Assert.Null(RunDatabase.Open(DatabasePath));
        Create().Dispose();
        Open().Dispose();
    }

    [Fact]
    public void NothingLiesBesideAClosedDatabase()
    {
        using (var database = Create())
        {
            database.Add(MadeUpShards.Make(0, 3), TimeSpan.Zero);
        }

        Assert.Equal([DatabasePath], Directory.GetFiles(_folder.Root));
    }

    [Fact]
    public void ADatabaseIsHeldByOneProcess()
    {
        using (Create())
        {
            foreach (var open in (Action[])[() => RunDatabase.Open(DatabasePath), () => Create(), () => RunDatabase.Delete(DatabasePath)])
            {
                var refusal = Assert.Throws<RunFailedException>(open);
                Assert.Equal(FailureKind.CheckpointRefused, refusal.Kind);
                Assert.Contains($"{DatabasePath} is in use by another virnucpro process", refusal.Message, StringComparison.Ordinal);
            }
        }

        Open().Dispose();
    }

    [Fact]
    public void ADatabaseIsHeldBeforeItsFirstCommitToo()
    {
        _folder.Write("run.db", "");
        using (RunFile.Open(DatabasePath, create: false))
        {
            Assert.Throws<RunFailedException>(Create);
        }
    }

    [Fact]
    public void DeletingTakesAllThatBelongsToTheRun()
    {
        Create().Dispose();
        foreach (var remains in (string[])["-journal", "-wal", "-shm", ".salvaged", ".salvaged-journal"])
        {
            File.WriteAllText(DatabasePath + remains, "");
        }

        RunDatabase.Delete(DatabasePath);

        Assert.Empty(Directory.GetFiles(_folder.Root));
        _folder.Write("run.db", "This is no database, and it is longer than the header of one, which has a hundred bytes: so it is read.");
        RunDatabase.Delete(DatabasePath);
        RunDatabase.Delete(DatabasePath);
        Assert.Empty(Directory.GetFiles(_folder.Root));
    }

    [Fact]
    public void AnotherLayoutIsRefusedByName()
    {
        Create().Dispose();
        Execute("PRAGMA user_version = 7");

        var refusal = Assert.Throws<RunFailedException>(() => RunDatabase.Open(DatabasePath));

        Assert.Equal(FailureKind.CheckpointRefused, refusal.Kind);
        Assert.Contains("layout 7, and this version of virnucpro knows layout 2", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileOfAnotherProgramIsRefused()
    {
        Execute("CREATE TABLE shard (shard)");
        Assert.Equal(FailureKind.CheckpointRefused, Assert.Throws<RunFailedException>(() => RunDatabase.Open(DatabasePath)).Kind);

        File.Delete(DatabasePath);
        _folder.Write("run.db", new string('x', 10_000));
        var refusal = Assert.Throws<RunFailedException>(() => RunDatabase.Open(DatabasePath));
        Assert.Equal(FailureKind.CheckpointRefused, refusal.Kind);
        Assert.Contains("--force starts over", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARunThatExistsIsNotCreatedAgain()
    {
        Create().Dispose();
        Assert.Equal(FailureKind.CheckpointRefused, Assert.Throws<RunFailedException>(Create).Kind);
        Open().Dispose();
    }

    [Fact]
    public void WhateverCommitAProcessIsKilledInTheCopyOfThatInstantOpens()
    {
        ShardResult[] before = [MadeUpShards.Make(0, 200, longestId: 3000), MadeUpShards.Make(1, 10)];
        using (var database = Create())
        {
            foreach (var shard in before)
            {
                database.Add(shard, TimeSpan.FromSeconds(1));
            }
        }

        using (var file = RunFile.Open(DatabasePath, create: false))
        {
            using var checksums = new RunChecksums(MadeUpShards.Parameters);
            var writer = new ShardWriter(file, checksums);

            // So small a cache that pages go to the file within the transaction.
            file.Execute("PRAGMA cache_size = 1");
            file.Execute("BEGIN IMMEDIATE");
            writer.Write(new StoredShard(MadeUpShards.Make(0, 150, seed: 1), 1));
            writer.Write(new StoredShard(MadeUpShards.Make(2, 150), 1));
            CopyTo("copy.db");
            file.Execute("ROLLBACK");
        }

        using var copy = RunDatabase.Open(_folder.Path("copy.db"));
        Assert.NotNull(copy);
        Assert.Null(copy.Damage);
        AssertHolds(copy, before);
    }

    [Fact]
    public void ARunKilledInItsFirstCommitIsNoRunYet()
    {
        using (var file = RunFile.Open(DatabasePath, create: true))
        {
            file.Execute("PRAGMA cache_size = 1");
            file.Execute("BEGIN IMMEDIATE");
            RunSchema.Create(file);
            file.Execute("CREATE TABLE filler (filler)");
            file.Execute("INSERT INTO filler VALUES (zeroblob(100000))");
            CopyTo("copy.db");
            file.Execute("ROLLBACK");
        }

        var copy = _folder.Path("copy.db");
        Assert.True(new FileInfo(copy).Length > 0);
        Assert.Null(RunDatabase.Open(copy));
        RunDatabase.Create(copy, MadeUpShards.Parameters).Dispose();
    }

    [Fact]
    public void AFullDiskIsToldFromOtherFailuresAndLosesNothing()
    {
        using (var database = Create())
        {
            database.Add(MadeUpShards.Make(0, 20), TimeSpan.Zero);
        }

        using (var file = RunFile.Open(DatabasePath, create: false))
        {
            using var checksums = new RunChecksums(MadeUpShards.Parameters);
            var writer = new ShardWriter(file, checksums);
            var pages = (long)file.Scalar("PRAGMA page_count")!;
            file.Execute($"PRAGMA max_page_count = {pages + 2}");
            void Write(ShardResult shard) => RunFile.Guard(DatabasePath, () =>
            {
                file.InTransaction(() => writer.Write(new StoredShard(shard, 1)));
                return true;
            });

            var failure = Assert.Throws<IOException>(() => Write(MadeUpShards.Make(1, 500)));
            Assert.Equal(28, failure.HResult);
            Assert.Throws<IOException>(() => Write(MadeUpShards.Make(0, 500)));

            file.Execute("PRAGMA max_page_count = 100000");
            Write(MadeUpShards.Make(2, 30));
        }

        using var read = Open();
        Assert.Null(read.Damage);
        AssertHolds(read, MadeUpShards.Make(0, 20), MadeUpShards.Make(2, 30));
    }

    [Fact]
    public void AJournalThatCannotBeMadeIsAnInputOutputFailure()
    {
        Create().Dispose();
        Directory.CreateDirectory(JournalPath);

        var failure = Assert.Throws<IOException>(() =>
        {
            using var database = Open();
            database.BeginSession("0.1.0", "", []);
        });

        Assert.Contains(DatabasePath, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatCannotBeMadeIsAnInputOutputFailure()
    {
        var path = System.IO.Path.Combine(_folder.Root, "missing", "run.db");
        var failure = Assert.Throws<IOException>(() => RunDatabase.Create(path, MadeUpShards.Parameters));
        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
    }

    [UnprivilegedFact]
    [UnsupportedOSPlatform("windows")]
    public void AFileThatMayNotBeWrittenIsAnInputOutputFailure()
    {
        Create().Dispose();
        File.SetUnixFileMode(DatabasePath, UnixFileMode.UserRead);

        var failure = Assert.Throws<IOException>(() => RunDatabase.Open(DatabasePath));

        Assert.Contains($"{DatabasePath} can't be written: the file is read-only", failure.Message, StringComparison.Ordinal);
    }

    [UnprivilegedFact]
    [UnsupportedOSPlatform("windows")]
    public void AFolderThatMayNotBeWrittenIsAnInputOutputFailure()
    {
        Create().Dispose();
        File.SetUnixFileMode(_folder.Root, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            var failure = Assert.Throws<IOException>(() =>
            {
                using var database = Open();
                database.BeginSession("0.1.0", "", []);
            });

            Assert.Contains(DatabasePath, failure.Message, StringComparison.Ordinal);
        }
        finally
        {
            File.SetUnixFileMode(_folder.Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void AssertHolds(RunDatabase database, params ShardResult[] shards)
    {
        Assert.Equal(shards.Select(shard => shard.Index), database.Shards.Keys);
        Assert.Equal(shards.Length, database.Shards.Count);
        Assert.All(shards, shard => Assert.Equal(shard.InputHash, database.Shards[shard.Index].InputHash));
        Assert.Equal(shards.Length, database.ReadShards().Count());
        Assert.All(shards.Zip(database.ReadShards()), pair => Assert.True(MadeUpShards.AreEqual(pair.First, pair.Second)));
        Assert.All(shards, shard => Assert.True(MadeUpShards.AreEqual(shard, database.ReadShard(shard.Index))));
    }

    private RunDatabase Create()
    {
        var database = RunDatabase.Create(DatabasePath, MadeUpShards.Parameters);
        database.BeginSession("0.1.0", "-d cpu", []);
        return database;
    }

    private RunDatabase Open() => Assert.IsType<RunDatabase>(RunDatabase.Open(DatabasePath));

    private void Execute(string sql)
    {
        using var file = RunFile.Open(DatabasePath, create: true);
        file.Execute(sql);
    }

    private void CopyTo(string name)
    {
        File.Copy(DatabasePath, _folder.Path(name));
        File.Copy(JournalPath, _folder.Path(name) + "-journal");
    }
}
