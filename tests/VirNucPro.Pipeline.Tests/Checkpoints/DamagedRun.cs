using System.Buffers.Binary;
using System.Diagnostics;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Checkpoints;

/// <summary>A run's database with every kind of page, to damage; and what must hold of it afterwards.</summary>
internal sealed class DamagedRun : IDisposable
{
    public const int PageBytes = 4096;

    private const double WallSeconds = 100;
    private const int NextShard = 24;

    // Thousands of flushes: in memory where the system has such a folder.
    private readonly TemporaryFolder _folder = new(Directory.Exists("/dev/shm") ? "/dev/shm" : null);
    private readonly Dictionary<int, ShardResult> _shards = [];
    private readonly string _path;
    private TimeSpan _slowest;

    /// <summary>Makes the database.</summary>
    /// <param name="freePages">Leave pages free.</param>
    public DamagedRun(bool freePages = true)
    {
        _path = _folder.Path("run.db");
        using var database = RunDatabase.Create(_path, MadeUpShards.Parameters);
        database.BeginSession("0.1.0", "-d cuda:0,cuda:1 --precision fp16", []);

        // A shard in the place of a larger one leaves free pages; long ids make overflow pages, 24 rows of shards a tree.
        Add(database, freePages ? MadeUpShards.Make(1, 150) : MadeUpShards.Make(1, 12, longestId: 5000, failures: true));
        Add(database, MadeUpShards.Make(0, 140, longestId: 30));
        Add(database, MadeUpShards.Make(2, 0));
        for (var index = 3; index < NextShard; index++)
        {
            Add(database, MadeUpShards.Make(index, 2 + (index % 3)));
        }

        if (freePages)
        {
            Add(database, MadeUpShards.Make(1, 12, longestId: 5000, failures: true));
        }

        database.Finish(database.Shards.Count, sequences: 1000, emptySequences: 3, TimeSpan.FromSeconds(WallSeconds));
        database.Dispose();
        Bytes = File.ReadAllBytes(_path);
    }

    public byte[] Bytes { get; }

    public int Pages => Bytes.Length / PageBytes;

    public int Cases { get; private set; }

    public int Refused { get; private set; }

    public int Unnoticed { get; private set; }

    public int SalvagedInFull { get; private set; }

    public int SalvagedInPart { get; private set; }

    public int ShardsLost { get; private set; }

    public string Figures =>
        $"{Cases} cases of {Pages} pages: {Refused} refused, {Unnoticed} without effect, {SalvagedInFull} salvaged in full, "
        + $"{SalvagedInPart} in part with {ShardsLost} shards to compute again; slowest {_slowest.TotalMilliseconds:F0} ms";

    public void Dispose() => _folder.Dispose();

    /// <summary>A page's place in the file.</summary>
    /// <param name="page">0-based.</param>
    public static int OffsetOf(int page) => page * PageBytes;

    /// <summary>Places in a page where damage tells: its header, its cells' pointers, and spread over its content.</summary>
    /// <param name="page">0-based.</param>
    public IEnumerable<int> PlacesIn(int page)
    {
        var header = OffsetOf(page) + (page == 0 ? 100 : 0);
        var cells = Math.Min((int)BinaryPrimitives.ReadUInt16BigEndian(Bytes.AsSpan(header + 3)), 500);
        var pointers = Enumerable.Range(0, cells).Where(cell => cell < 2 || cell == cells / 2 || cell == cells - 1);
        return Enumerable.Range(header, 12)
            .Concat(pointers.SelectMany(cell => (int[])[header + 8 + (2 * cell), header + 9 + (2 * cell)]))
            .Concat(Enumerable.Range(0, 12).Select(part => OffsetOf(page) + PageBytes - 1 - (part * 331)));
    }

    /// <summary>Damages a copy of the file and checks that nothing wrong comes of it.</summary>
    /// <param name="name">What is done, for the message.</param>
    /// <param name="damage">Gets a copy of the bytes; gives those to write.</param>
    public void CheckBytes(string name, Func<byte[], byte[]> damage)
    {
        File.WriteAllBytes(_path, damage([.. Bytes]));
        Check(name);
    }

    /// <summary>Damages a copy by a statement, which leaves a sound SQLite file, and checks that nothing wrong comes of it.</summary>
    /// <param name="sql">The statement.</param>
    /// <returns>What was amiss; null where nothing was found.</returns>
    public string? CheckSql(string sql)
    {
        File.WriteAllBytes(_path, Bytes);
        using (var file = RunFile.Open(_path, create: false))
        {
            file.Execute(sql);
        }

        return Check(sql);
    }

    /// <summary>Checks a file that was written half by a process that was killed, with its damaged journal.</summary>
    /// <param name="name">What is done, for the message.</param>
    /// <param name="bytes">The file.</param>
    /// <param name="journal">Its journal.</param>
    public void CheckJournal(string name, byte[] bytes, byte[] journal)
    {
        File.WriteAllBytes(_path, bytes);
        File.WriteAllBytes(_path + "-journal", journal);
        Check(name);
    }

    /// <summary>The file and its journal in the middle of a transaction.</summary>
    public (byte[] Bytes, byte[] Journal) HalfWritten()
    {
        File.WriteAllBytes(_path, Bytes);
        using var checksums = new RunChecksums(MadeUpShards.Parameters);
        using var file = RunFile.Open(_path, create: false);
        file.Execute("PRAGMA cache_size = 1");
        file.Execute("BEGIN IMMEDIATE");
        new ShardWriter(file, checksums).Write(new StoredShard(MadeUpShards.Make(0, 140, longestId: 30, seed: 5), 1));
        var halfWritten = (File.ReadAllBytes(_path), File.ReadAllBytes(_path + "-journal"));
        file.Execute("ROLLBACK");
        return halfWritten;
    }

    private string? Check(string name)
    {
        var watch = Stopwatch.StartNew();
        Cases++;
        try
        {
            return OpenAndJudge();
        }
        catch (Exception failure)
        {
            throw new InvalidOperationException($"{name}: {failure.GetType().Name}: {failure.Message}", failure);
        }
        finally
        {
            RunDatabase.Delete(_path);
            _slowest = watch.Elapsed > _slowest ? watch.Elapsed : _slowest;
        }
    }

    private string? OpenAndJudge()
    {
        RunDatabase? opened;
        try
        {
            opened = RunDatabase.Open(_path);
        }
        catch (RunFailedException refusal) when (refusal.Kind == FailureKind.CheckpointRefused)
        {
            Refused++;
            return refusal.Message;
        }

        if (opened is null)
        {
            Assert.Equal(0, new FileInfo(_path).Length);
            Refused++;
            return "empty";
        }

        string? damage;
        using (opened)
        {
            damage = opened.Damage;
            Judge(opened);
            Count(opened);

            // What is on the way of the next shard must be as sound as the shards that are there.
            opened.BeginSession("0.1.0", "", []);
            opened.Add(MadeUpShards.Make(NextShard, 40), TimeSpan.Zero);
        }

        using var again = RunDatabase.Open(_path);
        Assert.NotNull(again);
        Assert.Null(again.Damage);
        Assert.True(again.Shards.ContainsKey(NextShard));
        Judge(again);
        return damage;
    }

    private void Judge(RunDatabase database)
    {
        Assert.Equal(MadeUpShards.Parameters, database.Parameters);
        var read = database.ReadShards().ToList();
        Assert.Equal(database.Shards.Keys, read.Select(shard => shard.Index));
        foreach (var shard in read)
        {
            var expected = shard.Index == NextShard ? MadeUpShards.Make(NextShard, 40) : _shards[shard.Index];
            Assert.True(MadeUpShards.AreEqual(expected, shard), $"Shard {shard.Index} differs.");
            Assert.Equal(expected.InputHash, database.Shards[shard.Index].InputHash);
            Assert.Equal(expected.HasFailures, database.Shards[shard.Index].HasFailures);
        }

        Assert.True(!database.IsFinished || read.Count == _shards.Count);
        Assert.Contains(database.EarlierSeconds, (double[])[0, WallSeconds]);
    }

    private void Count(RunDatabase database)
    {
        var lost = _shards.Count - database.Shards.Count;
        if (database.Damage is null)
        {
            Assert.Equal(0, lost);
            Unnoticed++;
        }
        else if (lost == 0)
        {
            SalvagedInFull++;
        }
        else
        {
            SalvagedInPart++;
            ShardsLost += lost;
        }
    }

    private void Add(RunDatabase database, ShardResult shard)
    {
        database.Add(shard, TimeSpan.FromSeconds(WallSeconds));
        _shards[shard.Index] = shard;
    }
}
