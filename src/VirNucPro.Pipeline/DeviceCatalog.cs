using VirNucPro.Models;
using VirNucPro.Pipeline.Devices;

namespace VirNucPro.Pipeline;

/// <summary>Lists the devices that a run could use.</summary>
public static class DeviceCatalog
{
    /// <summary>Loads libtorch and asks it for its devices.</summary>
    /// <param name="libtorchDirectory">Folder with libtorch; null looks at VIRNUCPRO_LIBTORCH, then beside the program.</param>
    /// <exception cref="RunFailedException">No suitable libtorch (<see cref="FailureKind.Unavailable"/>).</exception>
    public static DeviceList Read(string? libtorchDirectory) => FailureMap.Guard(
        libtorchDirectory ?? "",
        () =>
        {
            using var runtime = ModelRuntime.Open(libtorchDirectory, threadCount: 0);
            return new DeviceList(
                runtime.LibtorchVersion,
                runtime.LibtorchDirectory,
                [
                    .. runtime.Devices.Select(device => new DeviceDescription(
                        device.Name,
                        device.Description,
                        device.IsCuda,
                        DeviceRequest.NameOf(DeviceRequest.AutomaticPrecision(device)),
                        device.TotalMemoryBytes,
                        device.FreeMemoryBytes)),
                ]);
        });
}
