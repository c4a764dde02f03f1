using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>The state of a run on disk, <c>run.db</c>: an SQLite database that one process at a time holds.</summary>
/// <remarks>
/// Used by one thread at a time. While it is open, nothing else of the process may open the file, not even to read:
/// closing it again would take the lock away.
/// </remarks>
internal sealed class RunDatabase : IDisposable
{
    private readonly RunFile _file;
    private readonly RunChecksums _checksums;
    private readonly ShardReader _reader;
    private readonly ShardWriter _writer;
    private readonly FinishedShards _shards;
    private readonly long _earlierSessions;
    private RunEnd? _end;
    private RunSession? _session;

    private RunDatabase(RunFile file, RunContents contents)
    {
        _file = file;
        _checksums = new RunChecksums(contents.Parameters);
        _reader = new ShardReader(file, _checksums);
        _writer = new ShardWriter(file, _checksums);
        _shards = contents.Shards;
        _end = contents.End;
        _earlierSessions = contents.Sessions.Count == 0 ? 0 : contents.Sessions[^1].Number;
        Parameters = contents.Parameters;
        EarlierSessions = contents.Sessions;
        EarlierSeconds = contents.Sessions.Sum(session => session.WallSeconds);
    }

    /// <summary>Starts the database of a new run, in one transaction.</summary>
    /// <param name="path">The file; there is none yet, or one that was killed before it held anything.</param>
    /// <param name="parameters">What the results depend on.</param>
    /// <exception cref="RunFailedException">Another process holds it (<see cref="FailureKind.CheckpointRefused"/>).</exception>
    /// <exception cref="IOException">Writing failed; a full disk has the HResult of ENOSPC.</exception>
    public static RunDatabase Create(string path, IReadOnlyList<RunParameter> parameters) => RunFile.Guard(path, () =>
    {
        var file = RunFile.Open(path, create: true);
        try
        {
            if (file.Scalar("PRAGMA page_count") is not 0L)
            {
                throw new RunFailedException(FailureKind.CheckpointRefused, $"{path} holds a run already. --force starts over.");
            }

            using var checksums = new RunChecksums(parameters);
            file.InTransaction(() =>
            {
                RunSchema.Create(file);
                RunTables.WriteParameters(file, parameters, checksums);
            });
            return new RunDatabase(file, new RunContents([.. parameters], null, [], new FinishedShards()));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    });

    /// <summary>
    /// Opens the database of an earlier run, reads every shard and checks it. Of a damaged one all shards whose checksum
    /// holds are carried to a new file, which takes the name; the others are <see cref="DamagedShards"/>.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <returns>The database; null where the file is missing, or empty because its run was killed at the start.</returns>
    /// <exception cref="RunFailedException">
    /// Another process holds it, another version of the program wrote it, or it is damaged where nothing can stand for it
    /// (<see cref="FailureKind.CheckpointRefused"/>).
    /// </exception>
    /// <exception cref="IOException">It can't be read or written.</exception>
    public static RunDatabase? Open(string path)
    {
        if (new FileInfo(path) is not { Exists: true, Length: > 0 })
        {
            return null;
        }

        try
        {
            return OpenSoundOrSalvaged(path);
        }
        catch (Exception failure) when (SqliteFailure.IsDamage(failure))
        {
            throw SqliteFailure.Lost(path, failure.Message, failure);
        }
        catch (SqliteException failure)
        {
            throw SqliteFailure.Translate(failure, path);
        }
    }

    /// <summary>Opens a sound database to look at it. Nothing is changed, and as long as it is open no run can work on it.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The database; null where it is empty because its run was killed at the start.</returns>
    /// <exception cref="RunFailedException">Another version of the program wrote it.</exception>
    /// <exception cref="DamagedDataException">It is damaged.</exception>
    /// <exception cref="SqliteException">The same; or it is in use, can't be read, or has a transaction to undo first.</exception>
    public static RunDatabase? OpenToRead(string path)
    {
        var file = RunFile.OpenReadOnly(path);
        try
        {
            if (file.Scalar("PRAGMA page_count") is 0L)
            {
                file.Dispose();
                return null;
            }

            RunSchema.RefuseForeign(file);
            return new RunDatabase(file, RunContents.Read(file));
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Deletes the database of a run with all that belongs to it, whatever state it is in.</summary>
    /// <param name="path">The file; may be missing.</param>
    /// <exception cref="RunFailedException">Another process holds it (<see cref="FailureKind.CheckpointRefused"/>).</exception>
    /// <exception cref="IOException">It can't be deleted.</exception>
    public static void Delete(string path) => RunFile.Guard(path, () =>
    {
        using var file = File.Exists(path) ? TryHold(path) : null;
        RunFile.Delete(path);
        RunFile.Delete(RunSalvage.TemporaryPath(path));
        return true;
    });

    /// <summary>What the results depend on.</summary>
    public IReadOnlyList<RunParameter> Parameters { get; }

    /// <summary>The sessions before this one.</summary>
    public IReadOnlyList<RunSession> EarlierSessions { get; }

    /// <summary>All sessions, this one last.</summary>
    public IReadOnlyList<RunSession> Sessions => _session is { } session ? [.. EarlierSessions, session] : EarlierSessions;

    /// <summary>How the run ended; null where it has not.</summary>
    public RunEnd? End => _end;

    /// <summary>True once the run has written its result files.</summary>
    public bool IsFinished => _end is not null;

    /// <summary>Wall time of all sessions before this one, in seconds.</summary>
    public double EarlierSeconds { get; }

    /// <summary>The finished shards by index, damaged ones left out.</summary>
    public IReadOnlyDictionary<int, FinishedShard> Shards => _shards;

    /// <summary>Indices of the shards that were found damaged when the database was opened, in order.</summary>
    public IReadOnlyList<int> DamagedShards { get; private init; } = [];

    /// <summary>What was amiss when the database was opened, as a clause; null where nothing was.</summary>
    public string? Damage { get; private init; }

    /// <summary>Notes that a process goes to work on the run. Called once, before <see cref="Add"/>.</summary>
    /// <param name="version">The program's version.</param>
    /// <param name="arguments">What it was asked for, for people: device, precision and libtorch.</param>
    /// <param name="inputs">The input's files as full paths, and <c>-</c> for standard input.</param>
    public void BeginSession(string version, string arguments, IReadOnlyList<string> inputs) => Guard(() =>
    {
        var session = new RunSession(_earlierSessions + 1, UtcNow(), version, arguments, JsonSerializer.Serialize(inputs), WallSeconds: 0, Shards: 0);
        _file.InTransaction(() => RunTables.WriteSession(_file, session, _checksums));
        _session = session;
    });

    /// <summary>
    /// Adds a finished shard in one transaction, or puts it in the place of the one with its index. A run that was finished
    /// is not any more.
    /// </summary>
    /// <param name="result">The shard.</param>
    /// <param name="elapsed">Wall time of this session so far.</param>
    /// <exception cref="IOException">Writing failed; a full disk has the HResult of ENOSPC. Nothing of the shard is kept.</exception>
    public void Add(ShardResult result, TimeSpan elapsed) => Guard(() =>
    {
        var session = Session with { WallSeconds = elapsed.TotalSeconds, Shards = Session.Shards + 1 };
        _file.InTransaction(() =>
        {
            _writer.Write(new StoredShard(result, session.Number));
            RunTables.WriteSession(_file, session, _checksums);
            if (_end is not null)
            {
                // The result files are not those of this shard any more.
                RunTables.WriteEnd(_file, null, _checksums);
            }
        });
        _session = session;
        _end = null;
        _shards.Set(result);
    });

    /// <summary>Notes that the result files are written, with the figures that the input's end told.</summary>
    /// <param name="shards">Shards of the input.</param>
    /// <param name="sequences">Input sequences, empty ones included.</param>
    /// <param name="emptySequences">Input sequences without a base.</param>
    /// <param name="elapsed">Wall time of this session.</param>
    public void Finish(long shards, long sequences, long emptySequences, TimeSpan elapsed) => Guard(() =>
    {
        var end = new RunEnd(UtcNow(), shards, sequences, emptySequences);
        var session = Session with { WallSeconds = elapsed.TotalSeconds };
        _file.InTransaction(() =>
        {
            RunTables.WriteEnd(_file, end, _checksums);
            RunTables.WriteSession(_file, session, _checksums);
        });
        _session = session;
        _end = end;
    });

    /// <summary>The shards in order; every one is checked against its checksum again.</summary>
    /// <exception cref="RunFailedException">A shard is damaged; says that <c>--resume</c> computes it again.</exception>
    public IEnumerable<ShardResult> ReadShards() => ReadStoredShards().Select(shard => shard.Result);

    /// <summary>The shards in order, each with its session.</summary>
    /// <inheritdoc cref="ReadShards"/>
    public IEnumerable<StoredShard> ReadStoredShards() => _shards.Keys.Select(ReadStoredShard);

    /// <summary>The shard with an index, checked.</summary>
    /// <param name="index">One of <see cref="Shards"/>.</param>
    /// <exception cref="RunFailedException">It is damaged; says that <c>--resume</c> computes it again.</exception>
    public ShardResult ReadShard(int index) => ReadStoredShard(index).Result;

    /// <inheritdoc/>
    public void Dispose()
    {
        _checksums.Dispose();
        _file.Dispose();
    }

    private StoredShard ReadStoredShard(int index) => RunFile.Guard(_file.Path, () => _reader.Read(index));

    private RunSession Session => _session ?? throw new InvalidOperationException("No session has begun.");

    private static string UtcNow() => DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static RunDatabase? OpenSoundOrSalvaged(string path)
    {
        var (file, damage) = OpenEvenIfCut(path);
        try
        {
            if (file.Scalar("PRAGMA page_count") is 0L)
            {
                file.Dispose();
                return null;
            }

            RunSchema.RefuseForeign(file);
            try
            {
                return damage is null ? new RunDatabase(file, RunContents.Read(file)) : Salvage(ref file, damage);
            }
            catch (Exception failure) when (SqliteFailure.IsDamage(failure) && damage is null)
            {
                return Salvage(ref file, failure.Message);
            }
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static (RunFile File, string? Damage) OpenEvenIfCut(string path)
    {
        try
        {
            return (RunFile.Open(path, create: false), null);
        }
        catch (SqliteException failure) when (SqliteFailure.IsDamage(failure))
        {
            return (RunFile.Open(path, create: false, evenIfCut: true), failure.Message);
        }
    }

    private static RunDatabase Salvage(ref RunFile file, string damage)
    {
        var lost = RunSalvage.Replace(file);
        file.Dispose();
        file = RunFile.Open(file.Path, create: false);
        return new RunDatabase(file, RunContents.Read(file)) { Damage = damage.TrimEnd('.'), DamagedShards = lost };
    }

    // What is no database can't be held; it may go all the same.
    private static RunFile? TryHold(string path)
    {
        try
        {
            return RunFile.Open(path, create: false);
        }
        catch (SqliteException failure) when (SqliteFailure.IsDamage(failure))
        {
            return null;
        }
    }

    private void Guard(Action action) => RunFile.Guard(_file.Path, () =>
    {
        action();
        return true;
    });
}
