using VirNucPro.Interop;

namespace VirNucPro.Models;

/// <summary>The one place where failures of the native side become those of this project.</summary>
internal static class NativeFailure
{
    /// <summary>The exception to throw for a native failure.</summary>
    /// <param name="failure">What Interop threw.</param>
    /// <param name="subject">The file, folder or model that was worked on, for the message; null where it says that itself.</param>
    public static Exception Translate(NativeException failure, string? subject)
    {
        var message = subject is null ? failure.Message : $"{subject}: {failure.Message}";
        return failure.Status == NativeStatus.OutOfMemory
            ? new DeviceMemoryException(message, failure)
            : new ModelException(message, failure);
    }
}
