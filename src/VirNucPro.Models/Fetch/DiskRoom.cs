using System.Globalization;

namespace VirNucPro.Models.Fetch;

/// <summary>Refuses what the disk has no room for, before it is begun.</summary>
internal static class DiskRoom
{
    /// <summary>Compares what is to come with what is free.</summary>
    /// <param name="policy">Knows the disk.</param>
    /// <param name="directory">An existing folder on it.</param>
    /// <param name="bytes">What is to come.</param>
    /// <param name="content">What it is, for the message.</param>
    /// <exception cref="IOException">There is too little room.</exception>
    public static void Require(FetchPolicy policy, string directory, long bytes, string content)
    {
        var free = policy.FreeBytes(directory);
        if (bytes > free)
        {
            throw new IOException(string.Create(
                CultureInfo.InvariantCulture,
                $"{directory}: the disk has {free / 1e9:0.0} GB free, but {content} needs {bytes / 1e9:0.0} GB more. Free some, or fetch into a folder on another disk."));
        }
    }
}
