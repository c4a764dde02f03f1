using System.Runtime.InteropServices;

namespace VirNucPro.Models.Import;

/// <summary>A second name for a file, which costs no space.</summary>
internal static partial class HardLink
{
    /// <summary>Creates one.</summary>
    /// <param name="path">The file; a symbolic link is followed.</param>
    /// <param name="linkPath">The new name.</param>
    /// <returns>False where the file systems don't allow it.</returns>
    public static bool TryCreate(string path, string linkPath)
    {
        // link(2) would give a second name to the symbolic link, of which the snapshots of Hugging Face's cache consist.
        var file = File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path;
        return !OperatingSystem.IsWindows() && Link(file, linkPath) == 0;
    }

    [LibraryImport("libc", EntryPoint = "link", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Link(string path, string linkPath);
}
