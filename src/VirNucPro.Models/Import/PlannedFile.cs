namespace VirNucPro.Models.Import;

/// <summary>A file that an import is going to write.</summary>
/// <param name="name">Its path in the models folder, with <c>/</c>.</param>
internal abstract class PlannedFile(string name)
{
    /// <summary>Its path in the models folder, with <c>/</c>.</summary>
    public string Name { get; } = name;

    /// <summary>Bytes that it is going to take on the disk; 0 where that depends on the file system.</summary>
    public abstract long ByteCount { get; }

    /// <summary>Writes it.</summary>
    /// <param name="root">Stands for the models folder; the file's folder is there.</param>
    /// <param name="run">Is told the progress.</param>
    /// <exception cref="IOException">Writing failed.</exception>
    public ManifestFile Write(string root, ImportRun run)
    {
        var path = Path.Combine(root, Name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return WriteTo(path, run);
    }

    /// <inheritdoc cref="Write"/>
    protected abstract ManifestFile WriteTo(string path, ImportRun run);
}
