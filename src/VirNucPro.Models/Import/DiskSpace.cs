namespace VirNucPro.Models.Import;

/// <summary>Sees to it that a disk does not run full half-way.</summary>
internal static class DiskSpace
{
    /// <summary>Refuses to go on where a folder's disk has too little room.</summary>
    /// <param name="directory">The folder, which need not exist yet.</param>
    /// <param name="byteCount">Bytes that are going to be written into it.</param>
    /// <exception cref="ModelException">Names both figures.</exception>
    public static void Require(string directory, long byteCount)
    {
        var existing = Path.GetFullPath(directory);
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
        {
            existing = parent;
        }

        var freeBytes = new DriveInfo(existing).AvailableFreeSpace;
        if (freeBytes < byteCount)
        {
            throw new ModelException($"{directory}: {byteCount} bytes are to be written there, but its disk has only {freeBytes} free. Make room, or choose another folder.");
        }
    }
}
