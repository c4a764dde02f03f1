using Microsoft.Data.Sqlite;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>The state of a run, to look at: nothing in its folder changes, and of a damaged database what is intact is read.</summary>
internal sealed class RunSnapshot : IDisposable
{
    private const string JournalSuffix = "-journal";

    private readonly RunFile _file;
    private readonly string _path;
    private readonly string? _copyDirectory;
    private readonly RunChecksums _checksums;
    private readonly ShardReader _reader;

    private RunSnapshot(RunFile file, string path, string? copyDirectory)
    {
        _file = file;
        _path = path;
        _copyDirectory = copyDirectory;
        Parameters = RunTables.ReadParameters(file);
        _checksums = new RunChecksums(Parameters);
        _reader = new ShardReader(file, _checksums);
        End = RunTables.ReadEnd(file, _checksums);
        (Sessions, SessionDamage) = ReadSessions();
    }

    /// <summary>What the results depend on.</summary>
    public IReadOnlyList<RunParameter> Parameters { get; }

    /// <summary>How the run ended; null where it has not.</summary>
    public RunEnd? End { get; }

    /// <summary>The processes that worked on the run, up to the first whose row is damaged.</summary>
    public IReadOnlyList<RunSession> Sessions { get; }

    /// <summary>What is wrong with a session; null where nothing is.</summary>
    public string? SessionDamage { get; }

    /// <summary>Opens a database.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Null where it is empty because its run was killed at the start.</returns>
    /// <exception cref="RunFailedException">
    /// Another process works on the run, another version of the program wrote it, or it is damaged where nothing can stand for it
    /// (<see cref="FailureKind.CheckpointRefused"/>).
    /// </exception>
    /// <exception cref="IOException">It can't be read.</exception>
    public static RunSnapshot? Open(string path) => RunFile.Guard(path, () =>
    {
        if (new FileInfo(path).Length == 0)
        {
            return null;
        }

        try
        {
            return Load(RunFile.OpenReadOnly(path), path, null);
        }
        catch (SqliteException failure) when (SqliteFailure.NeedsRollback(failure))
        {
            return OpenCopy(path);
        }
    });

    /// <summary>The shards in order, each checked against its checksum; null for one that is damaged.</summary>
    public IEnumerable<(int Index, ShardResult? Shard)> ReadShards() =>
        RunFile.Guard(_path, ListShards).Select(index => (index, RunFile.Guard(_path, () => TryRead(index))));

    /// <summary>Has SQLite look at every page of the file.</summary>
    /// <returns>What is wrong; null where nothing is.</returns>
    public string? FindStructuralDamage() => RunFile.Guard(_path, () =>
    {
        try
        {
            return _file.Scalar("PRAGMA integrity_check(1)") switch
            {
                "ok" => null,
                var damage => damage?.ToString()?.ReplaceLineEndings(" ") ?? "no answer",
            };
        }
        catch (SqliteException failure) when (SqliteFailure.IsDamage(failure))
        {
            return failure.Message;
        }
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _checksums.Dispose();
        _file.Dispose();
        Delete(_copyDirectory);
    }

    // A process was killed within a transaction. Undoing it writes, which is for a run that is resumed: here a copy is undone.
    private static RunSnapshot OpenCopy(string path)
    {
        var directory = Directory.CreateTempSubdirectory("virnucpro-").FullName;
        try
        {
            var copy = Path.Combine(directory, Path.GetFileName(path));
            string[] suffixes = ["", JournalSuffix];
            DateTime[] before = [.. suffixes.Select(suffix => File.GetLastWriteTimeUtc(path + suffix))];
            foreach (var suffix in suffixes)
            {
                File.Copy(path + suffix, copy + suffix);
            }

            return before.SequenceEqual(suffixes.Select(suffix => File.GetLastWriteTimeUtc(path + suffix)))
                ? Load(RunFile.Open(copy, create: false), path, directory)
                : throw new RunFailedException(
                    FailureKind.CheckpointRefused, $"{path} changed while it was read: another virnucpro process works there. Wait for it to end.");
        }
        catch
        {
            Delete(directory);
            throw;
        }
    }

    private static RunSnapshot Load(RunFile file, string path, string? copyDirectory)
    {
        try
        {
            return new RunSnapshot(file, path, copyDirectory);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static void Delete(string? copyDirectory)
    {
        if (copyDirectory is not null)
        {
            Directory.Delete(copyDirectory, recursive: true);
        }
    }

    private (IReadOnlyList<RunSession> Sessions, string? Damage) ReadSessions()
    {
        List<RunSession> sessions = [];
        try
        {
            foreach (var session in RunTables.ReadSessions(_file, _checksums))
            {
                sessions.Add(session ?? throw new DamagedDataException("a session does not match its checksum"));
            }

            return (sessions, null);
        }
        catch (DamagedDataException damage)
        {
            return (sessions, damage.Message);
        }
    }

    private List<int> ListShards() =>
        [.. _file.Query("SELECT shard FROM shard ORDER BY shard").Select(row => new StoredRow(row, "shard").Int(0))];

    private ShardResult? TryRead(int index)
    {
        try
        {
            return _reader.Read(index).Result;
        }
        catch (DamagedDataException)
        {
            return null;
        }
        catch (SqliteException failure) when (SqliteFailure.IsDamage(failure))
        {
            return null;
        }
    }
}
