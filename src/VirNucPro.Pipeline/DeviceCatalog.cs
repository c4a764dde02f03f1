namespace VirNucPro.Pipeline;

/// <summary>Lists the devices that a run could use.</summary>
public static class DeviceCatalog
{
    /// <summary>Loads libtorch and asks it for its devices.</summary>
    /// <param name="libtorchDirectory">Folder with libtorch; null looks at VIRNUCPRO_LIBTORCH, then beside the program.</param>
    /// <exception cref="RunFailedException">No suitable libtorch (<see cref="FailureKind.Unavailable"/>).</exception>
    public static DeviceList Read(string? libtorchDirectory) =>
        throw new RunFailedException(FailureKind.General, "The pipeline is not in this commit yet.");
}
