using VirNucPro.Interop;

namespace VirNucPro.Models;

/// <summary>The one place where failures of the native side become those of this project.</summary>
internal static class NativeFailure
{
    /// <summary>The exception to throw for a native failure while something is opened or loaded.</summary>
    /// <param name="failure">What Interop threw.</param>
    /// <param name="subject">The file, folder or model that was worked on, for the message; null where it says that itself.</param>
    public static Exception Translate(NativeException failure, string? subject)
    {
        var message = subject is null ? failure.Message : $"{subject}: {failure.Message}";
        return failure.Status == NativeStatus.OutOfMemory
            ? new DeviceMemoryException(message, failure)
            : new ModelException(message, failure);
    }

    /// <summary>The exception to throw for a native failure of a loaded model.</summary>
    /// <param name="failure">What Interop threw.</param>
    /// <param name="model">The model, for the message.</param>
    /// <param name="device">Name of its device.</param>
    /// <param name="batch">The batch's shape.</param>
    public static Exception TranslateComputing(NativeException failure, string model, string device, string batch) =>
        failure.Status == NativeStatus.OutOfMemory
            ? new DeviceMemoryException($"{model} on {device}, batch of {batch}: {failure.Message}", failure)
            : new DeviceFailedException(model, device, batch, failure.Message, failure);
}
