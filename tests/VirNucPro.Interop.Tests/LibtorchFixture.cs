namespace VirNucPro.Interop.Tests;

/// <summary>One libtorch with one thread for the tests of a class.</summary>
public sealed class LibtorchFixture : IDisposable
{
    public static readonly DeviceId Cpu = new(DeviceKind.Cpu, 0);

    public string Directory { get; } = LibtorchLocator.Find(null);

    public NativeRuntime Runtime { get; }

    public LibtorchFixture() => Runtime = Open();

    public NativeRuntime Open() => NativeRuntime.Open(Directory, threadCount: 1);

    public void Dispose() => Runtime.Dispose();
}
