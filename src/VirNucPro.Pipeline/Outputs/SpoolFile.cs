namespace VirNucPro.Pipeline.Outputs;

/// <summary>A file without a name, for what has to wait on the disk; it goes with this process however that ends.</summary>
internal static class SpoolFile
{
    private const int BufferBytes = 1 << 16;

    /// <summary>Creates the file.</summary>
    /// <param name="path">Its name, which it has only for an instant.</param>
    public static FileStream Create(string path)
    {
        var stream = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.Delete, BufferBytes);
        File.Delete(path);
        return stream;
    }
}
