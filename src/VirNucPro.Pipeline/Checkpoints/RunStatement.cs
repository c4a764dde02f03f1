using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>A statement of a <see cref="RunFile"/>, for any number of uses. A use binds its parameters in order, then runs.</summary>
/// <remarks>
/// In SQLite's own terms, since a shard is thousands of rows: by way of <see cref="SqliteCommand"/> saving a shard took 2.7
/// times as long. Methods throw <see cref="SqliteException"/>.
/// </remarks>
internal sealed class RunStatement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private int _bound;

    /// <summary>Prepares a statement.</summary>
    /// <param name="database">The database; outlives this object.</param>
    /// <param name="sql">The one statement.</param>
    public RunStatement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v2(database, sql, out _statement));
    }

    /// <summary>Columns of a row.</summary>
    public int ColumnCount => raw.sqlite3_column_count(_statement);

    /// <summary>Gives the next parameter its value.</summary>
    /// <param name="value">The value; null for NULL.</param>
    public RunStatement Bind(long? value)
    {
        _bound++;
        Check(value is { } number ? raw.sqlite3_bind_int64(_statement, _bound, number) : raw.sqlite3_bind_null(_statement, _bound));
        return this;
    }

    /// <inheritdoc cref="Bind(long?)"/>
    public RunStatement Bind(double? value)
    {
        _bound++;
        Check(value is { } number ? raw.sqlite3_bind_double(_statement, _bound, number) : raw.sqlite3_bind_null(_statement, _bound));
        return this;
    }

    /// <inheritdoc cref="Bind(long?)"/>
    public RunStatement Bind(string? value)
    {
        _bound++;
        Check(value is null ? raw.sqlite3_bind_null(_statement, _bound) : raw.sqlite3_bind_text(_statement, _bound, value));
        return this;
    }

    /// <inheritdoc cref="Bind(long?)"/>
    public RunStatement Bind(byte[] value)
    {
        _bound++;
        Check(raw.sqlite3_bind_blob(_statement, _bound, value));
        return this;
    }

    /// <summary>Runs it to its end; ready for its next use.</summary>
    public void Run()
    {
        try
        {
            while (Step())
            {
            }
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Goes to the next row.</summary>
    /// <returns>False after the last one.</returns>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code is not raw.SQLITE_ROW and not raw.SQLITE_DONE)
        {
            Check(code);
        }

        return code == raw.SQLITE_ROW;
    }

    /// <summary>Ends a use whose rows are not all wanted.</summary>
    public void Reset()
    {
        // The code is that of the last step, which has thrown already.
        raw.sqlite3_reset(_statement);
        _bound = 0;
    }

    /// <summary>Name of a column.</summary>
    /// <param name="column">Its number.</param>
    public string NameOf(int column) => raw.sqlite3_column_name(_statement, column).utf8_to_string();

    /// <summary>Whether the row holds NULL there.</summary>
    /// <param name="column">Its number.</param>
    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    /// <summary>The integer of the row; null where it holds a value of another type.</summary>
    /// <param name="column">Its number.</param>
    public long? Long(int column) =>
        raw.sqlite3_column_type(_statement, column) == raw.SQLITE_INTEGER ? raw.sqlite3_column_int64(_statement, column) : null;

    /// <summary>The floating-point number of the row; null where it holds a value of another type.</summary>
    /// <param name="column">Its number.</param>
    public double? Double(int column) =>
        raw.sqlite3_column_type(_statement, column) == raw.SQLITE_FLOAT ? raw.sqlite3_column_double(_statement, column) : null;

    /// <summary>The text of the row; null where it holds a value of another type.</summary>
    /// <param name="column">Its number.</param>
    public string? Text(int column) =>
        raw.sqlite3_column_type(_statement, column) == raw.SQLITE_TEXT ? raw.sqlite3_column_text(_statement, column).utf8_to_string() : null;

    /// <summary>The bytes of the row; null where it holds a value of another type.</summary>
    /// <param name="column">Its number.</param>
    public byte[]? Bytes(int column) =>
        raw.sqlite3_column_type(_statement, column) == raw.SQLITE_BLOB ? raw.sqlite3_column_blob(_statement, column).ToArray() : null;

    /// <summary>The value of the row, of whatever type: long, double, string, byte[], or null.</summary>
    /// <param name="column">Its number.</param>
    public object? Value(int column) => Long(column) ?? Double(column) ?? Text(column) ?? (object?)Bytes(column);

    public void Dispose() => _statement.Dispose();

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
