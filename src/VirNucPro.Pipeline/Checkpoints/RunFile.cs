using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>An SQLite file that this object, and nobody else on any machine, has open until it is disposed of.</summary>
/// <remarks>
/// No other code of this process may open and close the file meanwhile: POSIX would take the lock away.
/// Methods throw <see cref="SqliteException"/>; <see cref="Guard{T}"/> turns it into what the folder's users know.
/// </remarks>
internal sealed class RunFile : IDisposable
{
    /// <summary>What the rollback journal's name has behind the file's.</summary>
    public const string JournalSuffix = "-journal";

    // What SQLite is to hold of one value; ids have 1 MiB at most (TextRecordReader).
    private const int LongestValueBytes = 8 << 20;

    // The time that a process which is just ending has to let go of the file.
    private const int LockMilliseconds = 1000;

    // sqlite3.h; SQLitePCLRaw does not name them.
    private const int LimitLength = 0;
    private const int ConfigEnableTrigger = 1002;
    private const int ConfigDefensive = 1010;

    // The journal; and what there is if another program has turned the file to a write-ahead log.
    private static readonly string[] SideFiles = [JournalSuffix, "-wal", "-shm"];

    private readonly SqliteConnection _connection;
    private readonly List<RunStatement> _statements = [];

    private RunFile(string path, SqliteConnection connection)
    {
        Path = path;
        _connection = connection;
    }

    /// <summary>The file, a full path.</summary>
    public string Path { get; }

    /// <summary>Its size in bytes.</summary>
    public long LengthBytes => new FileInfo(Path).Length;

    /// <summary>Opens the file and locks it; a transaction that a killed process left half done is undone.</summary>
    /// <param name="path">The file.</param>
    /// <param name="create">Make it where it is missing.</param>
    /// <param name="evenIfCut">Open one that is shorter than its header says, to read what is left.</param>
    /// <exception cref="SqliteException">It is in use, can't be opened or written, or is no database.</exception>
    /// <exception cref="IOException">It is read-only.</exception>
    public static RunFile Open(string path, bool create, bool evenIfCut = false) =>
        Open(path, create ? SqliteOpenMode.ReadWriteCreate : SqliteOpenMode.ReadWrite, file => file.Lock(evenIfCut), isDefensive: !evenIfCut);

    /// <summary>Opens the file to look at it: it is not changed, and as long as it is open nobody can write to it.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="SqliteException">
    /// It is in use, can't be opened, is no database, or has a transaction to undo first (<see cref="SqliteFailure.NeedsRollback"/>).
    /// </exception>
    public static RunFile OpenReadOnly(string path) => Open(path, SqliteOpenMode.ReadOnly, file => file.LockToRead());

    /// <summary>Deletes a file that nobody has open, and then what SQLite keeps beside it.</summary>
    /// <param name="path">The file; may be missing.</param>
    public static void Delete(string path)
    {
        // In this order: SQLite drops the journal of a file that is missing or empty.
        File.Delete(path);
        DeleteSideFiles(path);
    }

    /// <summary>Deletes what SQLite keeps beside a file; nothing of it is needed once the file was opened and not written.</summary>
    /// <param name="path">The file.</param>
    public static void DeleteSideFiles(string path)
    {
        foreach (var suffix in SideFiles)
        {
            File.Delete(path + suffix);
        }
    }

    /// <summary>Runs something on a file; an SQLite failure leaves as what it means for the run.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="action">What to run.</param>
    public static T Guard<T>(string path, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (SqliteException failure)
        {
            throw SqliteFailure.Translate(failure, path);
        }
        catch (DamagedDataException damage)
        {
            throw SqliteFailure.Damaged(path, damage.Message, damage);
        }
    }

    /// <summary>Runs a statement once.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="bind">Gives its parameters their values.</param>
    public void Execute(string sql, Action<RunStatement>? bind = null)
    {
        using var statement = new RunStatement(Handle, sql);
        bind?.Invoke(statement);
        statement.Run();
    }

    /// <summary>Runs a query.</summary>
    /// <param name="sql">The query.</param>
    /// <returns>The same statement for each row, on that row.</returns>
    public IEnumerable<RunStatement> Query(string sql)
    {
        using var statement = new RunStatement(Handle, sql);
        while (statement.Step())
        {
            yield return statement;
        }
    }

    /// <summary>The first value of the first row; null where there is none.</summary>
    /// <param name="sql">The query.</param>
    public object? Scalar(string sql) => Query(sql).Select(row => row.Value(0)).FirstOrDefault();

    /// <summary>Prepares a statement for many uses; it lives as long as the file is open.</summary>
    /// <param name="sql">The statement.</param>
    public RunStatement Prepare(string sql)
    {
        var statement = new RunStatement(Handle, sql);
        _statements.Add(statement);
        return statement;
    }

    /// <summary>Runs something as one transaction; where it fails, nothing of it stays.</summary>
    /// <param name="action">What to run.</param>
    public void InTransaction(Action action)
    {
        Execute("BEGIN IMMEDIATE");
        try
        {
            action();
            Execute("COMMIT");
        }
        catch
        {
            Undo();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in _statements)
        {
            statement.Dispose();
        }

        _statements.Clear();
        _connection.Dispose();
    }

    private static RunFile Open(string path, SqliteOpenMode mode, Action<RunFile> takeLock, bool isDefensive = true)
    {
        var fullPath = System.IO.Path.GetFullPath(path);
        var options = new SqliteConnectionStringBuilder
        {
            DataSource = fullPath,
            Mode = mode,
            Pooling = false,
        };
        var file = new RunFile(fullPath, new SqliteConnection(options.ToString()));
        try
        {
            file.Connect(isDefensive);
            takeLock(file);

            // Not before the lock: this looks into the file.
            file.Execute("PRAGMA cache_size = -2048");
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private void Connect(bool isDefensive)
    {
        _connection.Open();
        raw.sqlite3_busy_timeout(Handle, LockMilliseconds);
        raw.sqlite3_limit(Handle, LimitLength, LongestValueBytes);
        raw.sqlite3_db_config(Handle, ConfigDefensive, isDefensive ? 1 : 0, out _);
        raw.sqlite3_db_config(Handle, ConfigEnableTrigger, 0, out _);
        Execute("PRAGMA trusted_schema = OFF");
        Execute("PRAGMA cell_size_check = ON");
        Execute("PRAGMA mmap_size = 0");
    }

    private void Lock(bool evenIfCut)
    {
        if (raw.sqlite3_db_readonly(Handle, "main") != 0)
        {
            throw new IOException($"{Path} can't be written: the file is read-only");
        }

        Execute("PRAGMA locking_mode = EXCLUSIVE");

        // What this is not made for, but what lifts the check of the size (lockBtree in SQLite's btree.c). Nothing is written.
        Execute(evenIfCut ? "PRAGMA writable_schema = ON" : "PRAGMA writable_schema = OFF");
        Execute("BEGIN EXCLUSIVE");

        // The lock stays. Committing would write a first page into an empty file.
        Execute("ROLLBACK");

        // Not before the lock: this looks into the file.
        Execute("PRAGMA synchronous = FULL");
    }

    // The transaction is not ended: it keeps the lock.
    private void LockToRead()
    {
        Execute("BEGIN");
        Scalar("SELECT count(*) FROM sqlite_schema");
    }

    // A failure such as a full disk has undone it already. Where undoing fails too, the journal undoes it at the next opening.
    private void Undo()
    {
        if (raw.sqlite3_get_autocommit(Handle) != 0)
        {
            return;
        }

        try
        {
            Execute("ROLLBACK");
        }
        catch (SqliteException)
        {
        }
    }

    private sqlite3 Handle => _connection.Handle!;
}
