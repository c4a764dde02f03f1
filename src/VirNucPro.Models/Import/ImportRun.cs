namespace VirNucPro.Models.Import;

/// <summary>One run of an import: how far it is, whether it shall stop, and the digests of its sources.</summary>
internal sealed class ImportRun(long totalBytes, IProgress<ImportProgress>? progress, CancellationToken cancellation)
{
    private readonly Dictionary<string, ManifestFile> _sources = new(StringComparer.Ordinal);
    private string _fileName = "";
    private long _doneBytes;

    /// <summary>Names the file that <see cref="Advance"/> counts for.</summary>
    public void Begin(string fileName) => _fileName = fileName;

    /// <summary>Counts bytes that were read or written.</summary>
    /// <exception cref="OperationCanceledException">The user wants to stop.</exception>
    public void Advance(int byteCount)
    {
        cancellation.ThrowIfCancellationRequested();
        _doneBytes += byteCount;
        progress?.Report(new ImportProgress(_fileName, _doneBytes, totalBytes));
    }

    /// <summary>A source with its size and digest; read once, however often it is asked for.</summary>
    public ManifestFile Digest(string sourcePath)
    {
        if (!_sources.TryGetValue(sourcePath, out var file))
        {
            file = Read(sourcePath);
            _sources.Add(sourcePath, file);
        }

        return file;
    }

    private ManifestFile Read(string path)
    {
        Begin(Path.GetFileName(path));
        using var stream = FileDigest.Open(path);
        var length = 0L;
        var digest = FileDigest.Of(stream, count =>
        {
            length += count;
            Advance(count);
        });
        return new ManifestFile(Path.GetFileName(path), length, digest);
    }
}
