using System.Globalization;

namespace VirNucPro.Models;

/// <summary>Refuses what a disk has no room for, before it is begun.</summary>
internal static class DiskRoom
{
    /// <summary>Bytes that a folder's disk has room for.</summary>
    /// <param name="directory">The folder, which need not exist yet.</param>
    public static long FreeBytes(string directory)
    {
        var existing = Path.GetFullPath(directory);
        while (!Directory.Exists(existing) && Path.GetDirectoryName(existing) is { } parent)
        {
            existing = parent;
        }

        return new DriveInfo(existing).AvailableFreeSpace;
    }

    /// <summary>Compares what is to come with what is free.</summary>
    /// <param name="directory">The folder, for the message.</param>
    /// <param name="freeBytes">What its disk has free.</param>
    /// <param name="bytes">What is to come.</param>
    /// <param name="content">What it is, for the message.</param>
    /// <exception cref="IOException">There is too little room.</exception>
    public static void Require(string directory, long freeBytes, long bytes, string content)
    {
        if (bytes > freeBytes)
        {
            throw new IOException(string.Create(
                CultureInfo.InvariantCulture,
                $"{directory}: the disk has {freeBytes / 1e9:0.0} GB free, but {content} needs {bytes / 1e9:0.0} GB more. Free some, or choose a folder on another disk."));
        }
    }
}
