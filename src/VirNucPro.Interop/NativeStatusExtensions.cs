using System.Text;

namespace VirNucPro.Interop;

/// <summary>The one place where a native status becomes an exception.</summary>
internal static class NativeStatusExtensions
{
    private const int UsualMessageBytes = 1024;

    /// <summary>Throws where a native call failed.</summary>
    /// <param name="status">What the call just made on this thread returned.</param>
    /// <exception cref="NativeException">The status is not <see cref="NativeStatus.Ok"/>.</exception>
    internal static void ThrowIfFailed(this NativeStatus status)
    {
        if (status != NativeStatus.Ok)
        {
            throw new NativeException(status, ReadMessage());
        }
    }

    // The message belongs to the thread and to its last failure: nothing native may be called before this.
    private static string ReadMessage()
    {
        Span<byte> buffer = stackalloc byte[UsualMessageBytes];
        var length = NativeMethods.ErrorCopy(buffer, buffer.Length);
        if (length >= buffer.Length)
        {
            buffer = new byte[length + 1];
            length = NativeMethods.ErrorCopy(buffer, buffer.Length);
        }

        return Encoding.UTF8.GetString(buffer[..(int)length]);
    }
}
