using Microsoft.Data.Sqlite;
using VirNucPro.Pipeline.Checkpoints;

namespace VirNucPro.Pipeline.Tests.Checkpoints;

/// <summary>Codes as in sqlite3.h.</summary>
public class SqliteFailureTests
{
    private const string DatabasePath = "/results/run.db";

    [Fact]
    public void AFullDiskHasTheCodeOfOne()
    {
        var failure = Assert.IsType<IOException>(Translate(13));

        Assert.Equal(28, failure.HResult);
        Assert.Contains(DatabasePath, failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(3, 3)]
    [InlineData(8, 1544)] // SQLITE_READONLY_DIRECTORY
    [InlineData(8, 776)] // SQLITE_READONLY_ROLLBACK
    [InlineData(10, 266)] // SQLITE_IOERR_READ
    [InlineData(10, 1034)] // SQLITE_IOERR_FSYNC
    [InlineData(14, 14)]
    [InlineData(15, 15)]
    public void WhatTheSystemRefusesIsAnInputOutputFailureThatNamesTheFile(int code, int extendedCode)
    {
        var failure = Assert.IsType<IOException>(Translate(code, extendedCode));

        Assert.Contains(DatabasePath, failure.Message, StringComparison.Ordinal);
        Assert.NotEqual(28, failure.HResult);
    }

    [Theory]
    [InlineData(5, 5, "in use by another virnucpro process")]
    [InlineData(6, 6, "in use by another virnucpro process")]
    [InlineData(1, 1, "is damaged")]
    [InlineData(10, 522, "is damaged")] // SQLITE_IOERR_SHORT_READ
    [InlineData(10, 8458, "is damaged")] // SQLITE_IOERR_CORRUPTFS
    [InlineData(11, 11, "is damaged")]
    [InlineData(19, 1555, "is damaged")] // SQLITE_CONSTRAINT_PRIMARYKEY
    [InlineData(26, 26, "is damaged")]
    public void WhatLiesInTheFileRefusesTheRun(int code, int extendedCode, string message)
    {
        var refusal = Assert.IsType<RunFailedException>(Translate(code, extendedCode));

        Assert.Equal(FailureKind.CheckpointRefused, refusal.Kind);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TheMachinesMemoryIsNotTheFilesFault() => Assert.IsAssignableFrom<OutOfMemoryException>(Translate(7));

    private static Exception Translate(int code, int? extendedCode = null) =>
        SqliteFailure.Translate(new SqliteException("what SQLite says", code, extendedCode ?? code), DatabasePath);
}
