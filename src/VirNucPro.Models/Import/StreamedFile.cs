namespace VirNucPro.Models.Import;

/// <summary>A file whose content is made while it is written.</summary>
internal sealed class StreamedFile(string name, long byteCount, Action<Stream> write) : PlannedFile(name)
{
    /// <summary>A small file that is in memory.</summary>
    public StreamedFile(string name, byte[] content)
        : this(name, content.Length, stream => stream.Write(content))
    {
    }

    /// <inheritdoc/>
    public override long ByteCount => byteCount;

    /// <inheritdoc/>
    protected override ManifestFile WriteTo(string path, ImportRun run)
    {
        run.Begin(Name);
        using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 0);
        using var digest = new DigestStream(file, run);
        write(digest);
        DiskFlush.Flush(file);
        return new ManifestFile(Name, digest.Length, digest.Sha256);
    }
}
