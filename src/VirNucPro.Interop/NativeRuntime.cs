using System.Runtime.InteropServices;
using System.Text;

namespace VirNucPro.Interop;

/// <summary>A loaded libtorch and the devices that it sees.</summary>
/// <remarks>
/// There is one libtorch in a process: opening the same folder again shares it. Models keep it alive, so the order
/// in which they and the runtime are disposed does not matter.
/// </remarks>
public sealed class NativeRuntime : IDisposable
{
    private readonly RuntimeHandle _handle;
    private readonly int _deviceCount;

    // The handle itself stays open while a model holds it.
    private bool _isDisposed;

    private NativeRuntime(RuntimeHandle handle, in NativeRuntimeInfo info)
    {
        _handle = handle;
        _deviceCount = info.DeviceCount;
        LibtorchVersion = new Version(info.LibtorchMajor, info.LibtorchMinor, info.LibtorchPatch);
        ThreadCount = info.ThreadCount;
        HasCuda = info.HasCuda != 0;
    }

    /// <summary>The version of the loaded libtorch.</summary>
    public Version LibtorchVersion { get; }

    /// <summary>Threads that one operator may use on the CPU.</summary>
    public int ThreadCount { get; }

    /// <summary>Whether the loaded libtorch was built for CUDA; there may still be no CUDA device.</summary>
    public bool HasCuda { get; }

    /// <summary>Loads libtorch.</summary>
    /// <param name="libtorchDirectory">The folder that holds <c>libtorch_cpu.so</c>; see <see cref="LibtorchLocator"/>.</param>
    /// <param name="threadCount">Threads of one CPU operator; 0 leaves libtorch's own choice, all cores.</param>
    /// <returns>The runtime; the caller disposes it.</returns>
    /// <exception cref="NativeException">
    /// No libtorch that can be loaded, one older than 2.10, another than the one already loaded, or a shim that is
    /// missing or not of this program.
    /// </exception>
    public static NativeRuntime Open(string libtorchDirectory, int threadCount)
    {
        ArgumentException.ThrowIfNullOrEmpty(libtorchDirectory);
        ArgumentOutOfRangeException.ThrowIfNegative(threadCount);
        CheckShim();
        NativeMethods.RuntimeCreate(libtorchDirectory, threadCount, out var handle).ThrowIfFailed();
        try
        {
            NativeMethods.RuntimeInfoGet(handle, out var info).ThrowIfFailed();
            return new NativeRuntime(handle, info);
        }
        catch (NativeException)
        {
            handle.Dispose();
            throw;
        }
    }

    /// <summary>Lists the devices and asks each for its free memory.</summary>
    /// <returns>The CPU, then each CUDA device.</returns>
    /// <exception cref="NativeException">A device can't be asked.</exception>
    /// <exception cref="ObjectDisposedException">The runtime was disposed.</exception>
    public IReadOnlyList<DeviceInfo> GetDevices()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var devices = new DeviceInfo[_deviceCount];
        for (var ordinal = 0; ordinal < devices.Length; ordinal++)
        {
            NativeMethods.DeviceGet(_handle, ordinal, out var info).ThrowIfFailed();
            devices[ordinal] = new DeviceInfo(
                new DeviceId(info.Kind, info.Index), ReadName(info), info.TotalMemoryBytes, info.FreeMemoryBytes);
        }

        return devices;
    }

    /// <summary>Reserves an encoder's weights on a device; its tensors are put next.</summary>
    /// <param name="configuration">The shape of the model.</param>
    /// <param name="device">Where it runs.</param>
    /// <param name="precision">The type in which matrix products run.</param>
    /// <returns>The encoder; the caller disposes it.</returns>
    /// <exception cref="NativeException">An impossible configuration (the message names the field), no such device, or out of memory.</exception>
    /// <exception cref="ObjectDisposedException">The runtime was disposed.</exception>
    public NativeEncoder CreateEncoder(EncoderConfiguration configuration, DeviceId device, Precision precision)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        var config = new NativeEncoderConfig
        {
            Architecture = configuration.Architecture,
            LayerCount = configuration.LayerCount,
            HiddenSize = configuration.HiddenSize,
            HeadCount = configuration.HeadCount,
            IntermediateSize = configuration.IntermediateSize,
            VocabularySize = configuration.VocabularySize,
            TokenDropout = configuration.TokenDropout ? 1 : 0,
            LayerNormEpsilon = configuration.LayerNormEpsilon,
        };
        NativeMethods.EncoderCreate(_handle, config, device.Kind, device.Index, precision, out var handle).ThrowIfFailed();
        handle.KeepAlive(_handle);
        return new NativeEncoder(handle, configuration.HiddenSize, device.Kind == DeviceKind.Cuda || precision != Precision.Fp16);
    }

    /// <summary>Reserves a classifier's weights on a device; its tensors are put next.</summary>
    /// <param name="inputWidth">Features of a row.</param>
    /// <param name="hiddenWidth">Outputs of the first layer.</param>
    /// <param name="device">Where it runs, always in FP32.</param>
    /// <returns>The classifier; the caller disposes it.</returns>
    /// <exception cref="NativeException">An impossible width, no such device, or out of memory.</exception>
    /// <exception cref="ObjectDisposedException">The runtime was disposed.</exception>
    public NativeClassifier CreateClassifier(int inputWidth, int hiddenWidth, DeviceId device)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        NativeMethods.ClassifierCreate(_handle, inputWidth, hiddenWidth, device.Kind, device.Index, out var handle).ThrowIfFailed();
        handle.KeepAlive(_handle);
        return new NativeClassifier(handle, inputWidth);
    }

    /// <summary>Times plain <c>aten::linear</c> on random numbers, to measure encoders against.</summary>
    /// <param name="device">Where it runs.</param>
    /// <param name="precision">Type of both factors and of the result.</param>
    /// <param name="rowCount">Rows of the left factor.</param>
    /// <param name="inputWidth">Its columns.</param>
    /// <param name="outputWidth">Columns of the result.</param>
    /// <param name="hasBias">Whether a bias is added.</param>
    /// <param name="repetitionCount">Products to time, after one that does not count.</param>
    /// <returns>Time of all of them.</returns>
    /// <exception cref="NativeException">A number that is not positive, no such device, a precision without a product on it, or out of memory.</exception>
    /// <exception cref="ObjectDisposedException">The runtime was disposed.</exception>
    public TimeSpan TimeLinear(
        DeviceId device, Precision precision, long rowCount, int inputWidth, int outputWidth, bool hasBias, int repetitionCount)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Span<double> seconds = stackalloc double[1];
        NativeMethods.LinearTime(
            _handle, device.Kind, device.Index, precision, rowCount, inputWidth, outputWidth, hasBias ? 1 : 0, repetitionCount, seconds)
            .ThrowIfFailed();
        return TimeSpan.FromSeconds(seconds[0]);
    }

    /// <summary>Gives libtorch back once no model uses it.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        _handle.Dispose();
    }

    private static void CheckShim()
    {
        int version;
        try
        {
            version = NativeMethods.AbiVersion();
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException or BadImageFormatException)
        {
            throw new NativeException(
                NativeStatus.Failed,
                $"{NativeLibraryResolver.FileName} could not be loaded from {NativeDirectory.Path}; build again with ./build.sh build.",
                exception);
        }

        if (version != (int)NativeAbi.Version)
        {
            throw new NativeException(
                NativeStatus.Failed,
                $"{NativeLibraryResolver.FileName} in {NativeDirectory.Path} has ABI version {version}, the program needs {(int)NativeAbi.Version}; build again with ./build.sh build.");
        }
    }

    private static unsafe string ReadName(NativeDeviceInfo info) =>
        Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(info.Name));
}
