using VirNucPro.Models;

namespace VirNucPro.Regression.Tests;

/// <summary>The libtorch that the program uses, opened once for all tests.</summary>
public sealed class RuntimeFixture : IDisposable
{
    public ModelRuntime Runtime { get; } = ModelRuntime.Open(libtorchDirectory: null, threadCount: 0);

    public ComputeDevice Cpu => Runtime.Devices[0];

    public void Dispose() => Runtime.Dispose();
}
