using VirNucPro.Models;

namespace VirNucPro.Regression.Tests;

/// <summary>The libtorch that the program uses, opened once for all tests.</summary>
/// <remarks>One thread: the models are small, and test projects that run beside this one would only wait for each other.</remarks>
public sealed class RuntimeFixture : IDisposable
{
    public ModelRuntime Runtime { get; } = ModelRuntime.Open(libtorchDirectory: null, threadCount: 1);

    public ComputeDevice Cpu => Runtime.Devices[0];

    public void Dispose() => Runtime.Dispose();
}
