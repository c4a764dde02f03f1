using VirNucPro.Models;

namespace VirNucPro.Pipeline.Devices;

/// <summary>The devices of a libtorch, without models.</summary>
internal sealed class RuntimeDevices(ModelRuntime runtime) : IDeviceSource
{
    public Version LibtorchVersion => runtime.LibtorchVersion;

    public string LibtorchDirectory => runtime.LibtorchDirectory;

    public IReadOnlyList<ComputeDevice> Devices => runtime.Devices;
}
