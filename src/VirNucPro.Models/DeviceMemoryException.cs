namespace VirNucPro.Models;

/// <summary>A batch or a model does not fit into the memory of a device.</summary>
public sealed class DeviceMemoryException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">What did not fit, and libtorch's own words.</param>
    /// <param name="innerException">The native failure.</param>
    public DeviceMemoryException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
