using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Checkpoints;

public sealed class RunDatabaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string DatabasePath => _folder.Path("run.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void ARunComesBackAsItWasWritten()
    {
        ShardResult[] shards = [MadeUpShards.Make(0, 50), MadeUpShards.Make(1, 0), MadeUpShards.Make(2, 7, failures: true)];
        using (var written = RunDatabase.Create(DatabasePath, MadeUpShards.Parameters))
        {
            written.BeginSession("0.1.0", "-d cpu");
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
        Assert.Empty(read.DamagedShards);
        AssertHolds(read, shards);
        Assert.Equal([false, false, true], read.Shards.OrderBy(shard => shard.Key).Select(shard => shard.Value.HasFailures));
    }

    private static void AssertHolds(RunDatabase database, ShardResult[] shards)
    {
        Assert.Equal(shards.Select(shard => shard.Index), database.Shards.Keys.Order());
        Assert.All(shards, shard => Assert.Equal(shard.InputHash, database.Shards[shard.Index].InputHash));
        Assert.Equal(shards.Length, database.ReadShards().Count());
        Assert.All(shards.Zip(database.ReadShards()), pair => Assert.True(MadeUpShards.AreEqual(pair.First, pair.Second)));
        Assert.All(shards, shard => Assert.True(MadeUpShards.AreEqual(shard, database.ReadShard(shard.Index))));
    }

    private RunDatabase Open() => Assert.IsType<RunDatabase>(RunDatabase.Open(DatabasePath));
}
