namespace VirNucPro.Interop.Tests;

public sealed class NativeRuntimeTests(LibtorchFixture libtorch) : IClassFixture<LibtorchFixture>, IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("virnucpro-Größe-Ω-病毒-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void LibtorchIsAtLeast210() =>
        Assert.True(libtorch.Runtime.LibtorchVersion >= new Version(2, 10), $"libtorch {libtorch.Runtime.LibtorchVersion}");

    [Fact]
    public void ThreadCountIsWhatWasAskedFor() => Assert.Equal(1, libtorch.Runtime.ThreadCount);

    [Fact]
    public void TheFirstDeviceIsTheCpuWithItsNameAndMemory()
    {
        var cpu = libtorch.Runtime.GetDevices()[0];

        Assert.Equal(LibtorchFixture.Cpu, cpu.Id);
        Assert.NotEmpty(cpu.Name);
        Assert.DoesNotContain('\0', cpu.Name);
        Assert.InRange(cpu.FreeMemoryBytes, 1, cpu.TotalMemoryBytes);
    }

    [Theory]
    [InlineData(Precision.Fp32, true)]
    [InlineData(Precision.Bf16, false)]
    public void AProductTakesTime(Precision precision, bool hasBias) => Assert.True(
        libtorch.Runtime.TimeLinear(LibtorchFixture.Cpu, precision, 64, inputWidth: 32, outputWidth: 48, hasBias, repetitionCount: 3) > TimeSpan.Zero);

    [Fact]
    public void AProductWithoutRowsIsRefused()
    {
        var error = Assert.Throws<NativeException>(
            () => libtorch.Runtime.TimeLinear(LibtorchFixture.Cpu, Precision.Fp32, 0, inputWidth: 2, outputWidth: 2, hasBias: true, repetitionCount: 1));

        Assert.Equal((NativeStatus.InvalidArgument, "row_count is not positive"), (error.Status, error.Message));
    }

    [Fact]
    public void AFolderWithLettersBeyondAsciiOpens()
    {
        var link = Path.Combine(_root.FullName, "libtorch é");
        Directory.CreateSymbolicLink(link, libtorch.Directory);

        using var runtime = NativeRuntime.Open(link, threadCount: 1);

        Assert.Equal(libtorch.Runtime.LibtorchVersion, runtime.LibtorchVersion);
    }

    [Fact]
    public void AMissingFolderIsNamedInItsOwnLetters()
    {
        var missing = Path.Combine(_root.FullName, "fehlt");

        var error = Assert.Throws<NativeException>(() => NativeRuntime.Open(missing, threadCount: 1));

        Assert.Equal(NativeStatus.LibtorchMissing, error.Status);
        Assert.Contains(missing, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ASecondLibtorchIsRefused()
    {
        var error = Assert.Throws<NativeException>(() => NativeRuntime.Open(_root.FullName, threadCount: 1));

        Assert.Equal(NativeStatus.LibtorchUnsuitable, error.Status);
        Assert.Contains(_root.FullName, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AnEmptyFolderNameOrANegativeThreadCountIsAnArgumentError()
    {
        Assert.Throws<ArgumentException>(() => NativeRuntime.Open("", threadCount: 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => NativeRuntime.Open(libtorch.Directory, threadCount: -1));
    }

    [Fact]
    public void AnUnknownDeviceIsRefused()
    {
        var error = Assert.Throws<NativeException>(
            () => libtorch.Runtime.CreateEncoder(TinyEsm2.Configuration, new DeviceId(DeviceKind.Cuda, 99), Precision.Fp32));

        Assert.Equal(NativeStatus.DeviceUnavailable, error.Status);
    }

    [Fact]
    public void AnImpossibleConfigurationNamesTheField()
    {
        var impossible = TinyEsm2.Configuration with { HeadCount = 3 };

        var error = Assert.Throws<NativeException>(() => libtorch.Runtime.CreateEncoder(impossible, LibtorchFixture.Cpu, Precision.Fp32));

        Assert.Equal(NativeStatus.InvalidArgument, error.Status);
        Assert.Contains("head_count", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void AMessageLongerThanTheFirstBufferIsReadWhole()
    {
        var missing = Path.Combine(_root.FullName, string.Join('/', Enumerable.Repeat("verschachtelt", 200)), "ende");

        var error = Assert.Throws<NativeException>(() => NativeRuntime.Open(missing, threadCount: 1));

        Assert.Contains("/ende", error.Message, StringComparison.Ordinal);
    }
}
