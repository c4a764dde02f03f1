namespace VirNucPro.Models.Import;

/// <summary>A source that is right as it is: it gets a second name, or is copied where that is not possible.</summary>
internal sealed class LinkedFile(string name, string sourcePath) : PlannedFile(name)
{
    /// <inheritdoc/>
    public override long ByteCount => 0;

    /// <inheritdoc/>
    protected override ManifestFile WriteTo(string path, ImportRun run)
    {
        var source = run.Digest(sourcePath);
        if (!HardLink.TryCreate(sourcePath, path))
        {
            var directory = Path.GetDirectoryName(path)!;
            DiskRoom.Require(directory, DiskRoom.FreeBytes(directory), source.ByteCount, source.Name);
            File.Copy(sourcePath, path);
        }

        return source with { Name = Name };
    }
}
