namespace VirNucPro.Interop;

/// <summary>What libtorch and the machine say about one device.</summary>
/// <param name="Id">The device.</param>
/// <param name="Name">The product's name, as the driver or the kernel gives it.</param>
/// <param name="TotalMemoryBytes">All of its memory.</param>
/// <param name="FreeMemoryBytes">Its free memory at the time of the call; on the CPU also under the cgroup's limit.</param>
public sealed record DeviceInfo(DeviceId Id, string Name, long TotalMemoryBytes, long FreeMemoryBytes);
