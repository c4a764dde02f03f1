using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Checkpoints;

/// <summary>A salvage that is killed between two steps, and damage that comes while the database is open.</summary>
public sealed class RunSalvageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ShardResult[] _shards = [MadeUpShards.Make(0, 60), MadeUpShards.Make(1, 60), MadeUpShards.Make(2, 5)];

    public RunSalvageTests()
    {
        using var database = RunDatabase.Create(DatabasePath, MadeUpShards.Parameters);
        database.BeginSession("0.1.0", "", []);
        foreach (var shard in _shards)
        {
            database.Add(shard, TimeSpan.FromSeconds(1));
        }
    }

    private string DatabasePath => _folder.Path("run.db");

    private string SalvagedPath => RunSalvage.TemporaryPath(DatabasePath);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AShardThatIsDamagedIsNamedAndTheOthersAreKept()
    {
        DamageShard(1);

        using (var database = Open())
        {
            Assert.Equal([1], database.DamagedShards);
            Assert.Contains("shard 1", database.Damage, StringComparison.Ordinal);
            AssertHolds(database, 0, 2);
            database.BeginSession("0.1.0", "", []);
            database.Add(_shards[1], TimeSpan.FromSeconds(1));
        }

        using var again = Open();
        Assert.Null(again.Damage);
        Assert.Empty(again.DamagedShards);
        Assert.Equal(2, again.EarlierSeconds);
        AssertHolds(again, 0, 1, 2);
    }

    [Fact]
    public void WhatAKilledSalvageLeftIsReplaced()
    {
        DamageShard(1);
        File.WriteAllText(SalvagedPath, "half a page");
        File.WriteAllText(SalvagedPath + "-journal", "half a journal");

        using (var database = Open())
        {
            AssertHolds(database, 0, 2);
        }

        Assert.Equal([DatabasePath], Directory.GetFiles(_folder.Root));
    }

    [Fact]
    public void ASalvageThatFailsLeavesTheDatabaseAsItIs()
    {
        DamageShard(1);
        var before = File.ReadAllBytes(DatabasePath);
        Directory.CreateDirectory(SalvagedPath + "-journal");

        Assert.ThrowsAny<SystemException>(() => RunDatabase.Open(DatabasePath));

        Assert.Equal(before, File.ReadAllBytes(DatabasePath));
        Directory.Delete(SalvagedPath + "-journal");
        using var database = Open();
        AssertHolds(database, 0, 2);
    }

    [Fact]
    public void DamageThatComesWhileTheDatabaseIsOpenIsFoundWhenTheShardIsRead()
    {
        using (var database = Open())
        {
            database.BeginSession("0.1.0", "", []);
            database.Add(MadeUpShards.Make(0, 400), TimeSpan.Zero);

            // More than SQLite keeps of the file in memory.
            database.Add(MadeUpShards.Make(3, 20_000, longestId: 900), TimeSpan.Zero);
        }

        using (var database = Open())
        {
            Replace("contig_51"u8, "contig_61"u8);

            var refusal = Assert.Throws<RunFailedException>(() => database.ReadShards().Count());

            Assert.Equal(FailureKind.CheckpointRefused, refusal.Kind);
            Assert.Contains("shard 0 does not match its checksum. --resume", refusal.Message, StringComparison.Ordinal);
            Assert.Throws<RunFailedException>(() => database.ReadShard(0));
            Assert.Equal(20_000, database.ReadShard(3).Chunks.Count);
        }

        using var again = Open();
        Assert.Equal([0], again.DamagedShards);
        Assert.Equal([1, 2, 3], again.Shards.Keys);
    }

    private void Replace(ReadOnlySpan<byte> text, ReadOnlySpan<byte> by)
    {
        using var file = new FileStream(DatabasePath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        file.Position = bytes.AsSpan().IndexOf(text);
        file.Write(by);
    }

    private void AssertHolds(RunDatabase database, params int[] indices)
    {
        Assert.Equal(indices, database.Shards.Keys);
        Assert.All(database.ReadShards(), shard => Assert.True(MadeUpShards.AreEqual(_shards[shard.Index], shard)));
    }

    private void DamageShard(int index)
    {
        using var file = RunFile.Open(DatabasePath, create: false);
        file.Execute($"UPDATE chunk SET record = record + 1 WHERE shard = {index} AND position = 7");
    }

    private RunDatabase Open() => Assert.IsType<RunDatabase>(RunDatabase.Open(DatabasePath));
}
