namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>
/// The state of a run, to look at. Nothing in its folder changes: what <c>--resume</c> would repair first is repaired in a
/// copy, which tells what it would find.
/// </summary>
internal sealed class RunSnapshot : IDisposable
{
    private readonly string? _copyDirectory;

    private RunSnapshot(RunDatabase database, string? copyDirectory)
    {
        Database = database;
        _copyDirectory = copyDirectory;
    }

    /// <summary>The database, or of a damaged one what is intact.</summary>
    public RunDatabase Database { get; }

    /// <summary>Opens a database.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Null where it is empty because its run was killed at the start.</returns>
    /// <exception cref="RunFailedException">
    /// Another process works on the run, another version of the program wrote it, or it is damaged where nothing can stand for it
    /// (<see cref="FailureKind.CheckpointRefused"/>).
    /// </exception>
    /// <exception cref="IOException">It can't be read, or there is no room for a copy.</exception>
    public static RunSnapshot? Open(string path) => RunFile.Guard(path, () =>
    {
        try
        {
            return RunDatabase.OpenToRead(path) is { } database ? new RunSnapshot(database, null) : null;
        }
        catch (Exception failure) when (SqliteFailure.NeedsRollback(failure) || SqliteFailure.IsDamage(failure))
        {
            return OpenCopy(path);
        }
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        Database.Dispose();
        if (_copyDirectory is not null)
        {
            Directory.Delete(_copyDirectory, recursive: true);
        }
    }

    private static RunSnapshot? OpenCopy(string path)
    {
        var directory = Directory.CreateTempSubdirectory("virnucpro-").FullName;
        var copy = Path.Combine(directory, Path.GetFileName(path));
        RunSnapshot? snapshot = null;
        try
        {
            Copy(path, copy);
            return snapshot = RunDatabase.Open(copy) is { } database ? new RunSnapshot(database, directory) : null;
        }
        catch (RunFailedException failure)
        {
            throw new RunFailedException(failure.Kind, failure.Message.Replace(copy, path, StringComparison.Ordinal), failure);
        }
        finally
        {
            if (snapshot is null)
            {
                Directory.Delete(directory, recursive: true);
            }
        }
    }

    private static void Copy(string path, string copy)
    {
        string[] suffixes = File.Exists(path + RunFile.JournalSuffix) ? ["", RunFile.JournalSuffix] : [""];
        DateTime[] before = [.. suffixes.Select(suffix => File.GetLastWriteTimeUtc(path + suffix))];
        foreach (var suffix in suffixes)
        {
            File.Copy(path + suffix, copy + suffix);
        }

        if (!before.SequenceEqual(suffixes.Select(suffix => File.GetLastWriteTimeUtc(path + suffix))))
        {
            throw new RunFailedException(
                FailureKind.CheckpointRefused, $"{path} changed while it was read: another virnucpro process works there. Wait for it to end.");
        }
    }
}
