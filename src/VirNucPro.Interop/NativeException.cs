namespace VirNucPro.Interop;

/// <summary>The native library refused a call or failed in it.</summary>
public sealed class NativeException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="status">What kind of failure it is.</param>
    /// <param name="message">The reason, one line.</param>
    /// <param name="innerException">The failure behind it, where a managed one is known.</param>
    public NativeException(NativeStatus status, string message, Exception? innerException = null)
        : base(message, innerException) => Status = status;

    /// <summary>What kind of failure it is; never <see cref="NativeStatus.Ok"/>.</summary>
    public NativeStatus Status { get; }
}
