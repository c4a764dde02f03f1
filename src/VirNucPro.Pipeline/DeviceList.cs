namespace VirNucPro.Pipeline;

/// <summary>The libtorch that a run would use, and its devices.</summary>
/// <param name="LibtorchVersion">Version of libtorch.</param>
/// <param name="LibtorchDirectory">Folder that it was loaded from.</param>
/// <param name="Devices">The CPU, then each CUDA device.</param>
public sealed record DeviceList(Version LibtorchVersion, string LibtorchDirectory, IReadOnlyList<DeviceDescription> Devices);
