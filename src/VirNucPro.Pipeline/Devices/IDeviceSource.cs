using VirNucPro.Models;

namespace VirNucPro.Pipeline.Devices;

/// <summary>A libtorch and its devices.</summary>
internal interface IDeviceSource
{
    /// <exception cref="ModelException">libtorch can't be used.</exception>
    Version LibtorchVersion { get; }

    string LibtorchDirectory { get; }

    /// <exception cref="ModelException">libtorch can't be used.</exception>
    IReadOnlyList<ComputeDevice> Devices { get; }
}
