using Microsoft.Data.Sqlite;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>What a failure of SQLite means for a run.</summary>
internal static class SqliteFailure
{
    // errno ENOSPC, as .NET's own IOException of a full disk has it.
    private const int NoSpaceLeft = 28;

    // sqlite3.h.
    private const int Error = 1;
    private const int Permission = 3;
    private const int Busy = 5;
    private const int Locked = 6;
    private const int NoMemory = 7;
    private const int ReadOnly = 8;
    private const int InputOutput = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int CannotOpen = 14;
    private const int LockProtocol = 15;
    private const int TooBig = 18;
    private const int Constraint = 19;
    private const int Mismatch = 20;
    private const int NoLargeFiles = 22;
    private const int Authorization = 23;
    private const int NotADatabase = 26;
    private const int ReadOnlyRollback = ReadOnly | (3 << 8);
    private const int ShortRead = InputOutput | (2 << 8);
    private const int CorruptFileSystem = InputOutput | (33 << 8);

    /// <summary>
    /// True where the file's content is to blame: statements of ours fail only on tables that are not ours, and a file that was
    /// opened for writing (RunFile sees to it) is read-only only where its header says so.
    /// </summary>
    /// <param name="failure">The failure.</param>
    public static bool IsDamage(Exception failure) =>
        failure is DamagedDataException
        || failure is SqliteException { SqliteErrorCode: Error or Corrupt or TooBig or Constraint or Mismatch or NotADatabase }
        || failure is SqliteException { SqliteExtendedErrorCode: ShortRead or CorruptFileSystem or ReadOnly };

    /// <summary>True where a killed process left a transaction to undo, which a file that is only read can't have done.</summary>
    /// <param name="failure">The failure.</param>
    public static bool NeedsRollback(Exception failure) => failure is SqliteException { SqliteExtendedErrorCode: ReadOnlyRollback };

    /// <summary>The exception that the users of this folder know.</summary>
    /// <param name="failure">SQLite's.</param>
    /// <param name="path">The database.</param>
    public static Exception Translate(SqliteException failure, string path) => failure.SqliteErrorCode switch
    {
        Busy or Locked => new RunFailedException(
            FailureKind.CheckpointRefused,
            $"{path} is in use by another virnucpro process. Wait for it to end, or name another folder (-o).",
            failure),
        Full => new IOException($"No space left on device while writing to {path}", NoSpaceLeft),
        _ when IsDamage(failure) => Damaged(path, failure.Message, failure),
        ReadOnly => new IOException($"{path} can't be written: the file or its folder is read-only ({failure.Message.TrimEnd('.')})", failure),
        CannotOpen or Permission or Authorization => new IOException(
            $"{path} or its journal can't be opened: no permission, or the folder is missing ({failure.Message.TrimEnd('.')})", failure),
        InputOutput or LockProtocol or NoLargeFiles => new IOException(
            $"{path} can't be read or written ({failure.Message.TrimEnd('.')}, code {failure.SqliteExtendedErrorCode})", failure),
        NoMemory => new InsufficientMemoryException($"No memory for {path}.", failure),
        _ => new InvalidOperationException($"{path}: {failure.Message}", failure),
    };

    /// <summary>The refusal of a database that was found damaged after it was opened.</summary>
    /// <param name="path">The database.</param>
    /// <param name="damage">What is amiss.</param>
    /// <param name="cause">The underlying failure.</param>
    public static RunFailedException Damaged(string path, string damage, Exception? cause = null) => new(
        FailureKind.CheckpointRefused,
        $"{path} is damaged: {damage.TrimEnd('.')}. --resume computes again what is lost; --force starts over.",
        cause);

    /// <summary>The refusal of a database that nothing can be saved from.</summary>
    /// <param name="path">The database.</param>
    /// <param name="damage">What is amiss.</param>
    /// <param name="cause">The underlying failure.</param>
    public static RunFailedException Lost(string path, string damage, Exception? cause = null) => new(
        FailureKind.CheckpointRefused,
        $"{path} is no run database, or damaged beyond use: {damage.TrimEnd('.')}. --force starts over.",
        cause);
}
