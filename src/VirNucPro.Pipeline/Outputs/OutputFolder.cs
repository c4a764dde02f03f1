namespace VirNucPro.Pipeline.Outputs;

/// <summary>The folder of a run's results. One that the run made goes again if nothing came into it.</summary>
internal sealed class OutputFolder(string path) : IDisposable
{
    private readonly List<(string Path, PendingFile File)> _files = [];
    private bool _created;

    /// <summary>The files added, in that order.</summary>
    public IReadOnlyList<string> Files => [.. _files.Select(file => file.Path)];

    /// <summary>Refuses a folder that results must not go to.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="force">Accept one that is not empty.</param>
    /// <exception cref="RunFailedException">It is not empty, or a file has its name.</exception>
    public static void RefuseFilled(string path, bool force)
    {
        if (File.Exists(path))
        {
            throw new RunFailedException(FailureKind.Usage, $"{path} is a file, not a folder. Name another folder (-o).");
        }

        if (!force && Directory.Exists(path) && HoldsResults(path))
        {
            throw new RunFailedException(
                FailureKind.Usage, $"The folder {path} is not empty. Name another one (-o), or replace what it holds (--force).");
        }
    }

    // A run that failed leaves its log, and one that was killed also files under temporary names; they must not stand in
    // the way of the next try.
    private static bool HoldsResults(string path) => Directory.EnumerateFileSystemEntries(path).Any(
        entry => Path.GetFileName(entry) != RunLayout.LogName && !PendingFile.IsUnfinished(entry));

    /// <summary>Makes the folder if it is not there.</summary>
    public void Create()
    {
        _created = !Directory.Exists(path);
        Directory.CreateDirectory(path);
    }

    /// <summary>Adds a file; it appears with all others.</summary>
    /// <param name="filePath">A path in the folder.</param>
    public PendingFile Add(string filePath)
    {
        var file = new PendingFile(filePath);
        _files.Add((filePath, file));
        return file;
    }

    /// <summary>Takes a file back: it is not written after all.</summary>
    /// <param name="file">A file that was added.</param>
    public void Withdraw(PendingFile file)
    {
        _files.RemoveAll(added => added.File == file);
        file.Dispose();
    }

    /// <summary>Gives every file its name, once all of them are safely on the disk.</summary>
    public void Commit()
    {
        foreach ((_, var file) in _files)
        {
            file.Close();
        }

        foreach ((_, var file) in _files)
        {
            file.Publish();
        }
    }

    public void Dispose()
    {
        foreach ((_, var file) in _files)
        {
            file.Dispose();
        }

        if (_created && Directory.Exists(path) && !Directory.EnumerateFileSystemEntries(path).Any())
        {
            Directory.Delete(path);
        }
    }
}
