using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace VirNucPro.Models;

/// <summary>Puts a file safely on the disk, and notices when the disk does not take it.</summary>
/// <remarks>
/// FileStream.Flush and RandomAccess.FlushToDisk of .NET 10 pass over a failed fsync, as <c>tests/faults/disk-test.sh</c>
/// showed; a file that is lost would get its final name.
/// </remarks>
public static class DiskFlush
{
    // EINVAL, ENOSYS and EOPNOTSUPP of Linux: a file system that has no such call.
    private static readonly int[] Unsupported = [22, 38, 95];

    private static readonly Fsync? Function =
        NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "fsync", out var address)
            ? Marshal.GetDelegateForFunctionPointer<Fsync>(address)
            : null;

    [UnmanagedFunctionPointer(CallingConvention.Cdecl, SetLastError = true)]
    private delegate int Fsync(SafeFileHandle file);

    /// <summary>Flushes a file, its buffer included.</summary>
    /// <param name="file">The file; stays open.</param>
    /// <exception cref="IOException">The disk did not take it; the HResult is the system's error number.</exception>
    public static void Flush(FileStream file)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.Flush(flushToDisk: Function is null);
        if (Function is { } fsync && fsync(file.SafeFileHandle) != 0)
        {
            var error = Marshal.GetLastPInvokeError();
            if (!Unsupported.Contains(error))
            {
                throw new IOException($"{Marshal.GetPInvokeErrorMessage(error)} : '{file.Name}'", error);
            }
        }
    }
}
