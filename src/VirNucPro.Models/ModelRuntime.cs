using VirNucPro.Interop;
using VirNucPro.Models.Classifier;
using VirNucPro.Models.DnabertS;
using VirNucPro.Models.Esm2;

namespace VirNucPro.Models;

/// <summary>A loaded libtorch, its devices, and the door to models on them.</summary>
/// <remarks>Models may be loaded and used by several threads, each model by one thread at a time.</remarks>
public sealed class ModelRuntime : IDisposable
{
    private readonly NativeRuntime _runtime;
    private readonly Dictionary<string, DeviceId> _deviceIds = new(StringComparer.Ordinal);

    private ModelRuntime(NativeRuntime runtime, string libtorchDirectory)
    {
        _runtime = runtime;
        LibtorchDirectory = libtorchDirectory;
        Devices = [.. runtime.GetDevices().Select(Describe)];
    }

    /// <summary>Version of the loaded libtorch.</summary>
    public Version LibtorchVersion => _runtime.LibtorchVersion;

    /// <summary>Folder that it was loaded from.</summary>
    public string LibtorchDirectory { get; }

    /// <summary>Threads that one operator may use on the CPU.</summary>
    public int ThreadCount => _runtime.ThreadCount;

    /// <summary>The CPU first, then each CUDA card.</summary>
    public IReadOnlyList<ComputeDevice> Devices { get; }

    /// <summary>Loads libtorch.</summary>
    /// <param name="libtorchDirectory">Folder with libtorch; null looks at VIRNUCPRO_LIBTORCH, then beside the program.</param>
    /// <param name="threadCount">CPU threads of one operator; 0 takes all cores.</param>
    /// <exception cref="ModelException">libtorch is missing or unsuitable; says where it was looked for and what to do.</exception>
    public static ModelRuntime Open(string? libtorchDirectory, int threadCount)
    {
        NativeRuntime? runtime = null;
        try
        {
            var directory = LibtorchLocator.Find(libtorchDirectory);
            runtime = NativeRuntime.Open(directory, threadCount);
            return new ModelRuntime(runtime, directory);
        }
        catch (NativeException failure)
        {
            runtime?.Dispose();
            throw NativeFailure.Translate(failure, subject: null);
        }
    }

    /// <summary>Loads DNABERT-S.</summary>
    /// <param name="folder">The models folder.</param>
    /// <param name="device">One of <see cref="Devices"/>.</param>
    /// <param name="precision">Type of the matrix products.</param>
    /// <returns>An embedder that gives finite numbers only; its owner disposes it.</returns>
    /// <exception cref="ModelException">The model is incomplete or damaged; names file and tensor.</exception>
    /// <exception cref="DeviceMemoryException">The model does not fit on the device.</exception>
    public IEmbedder LoadDnabertS(ModelFolder folder, ComputeDevice device, ModelPrecision precision)
    {
        var configuration = folder.ReadDnabertConfiguration();
        return Load(configuration, folder.DnabertDirectory, DnabertWeightNames.ToNative, device, precision);
    }

    /// <summary>Loads ESM-2 of whatever size.</summary>
    /// <inheritdoc cref="LoadDnabertS"/>
    public IEmbedder LoadEsm2(ModelFolder folder, ComputeDevice device, ModelPrecision precision)
    {
        var configuration = folder.ReadEsm2Configuration();
        return Load(configuration, folder.Esm2Directory, Esm2WeightNames.ToNative, device, precision);
    }

    /// <summary>Loads a classifier.</summary>
    /// <param name="path">Its weights: safetensors, or upstream's <c>.pth</c> or state dict.</param>
    /// <param name="chunkLengthBp">Chunk length of the run in bp; a classifier that says another one is refused.</param>
    /// <param name="inputWidth">The widths of both encoders added.</param>
    /// <param name="device">One of <see cref="Devices"/>.</param>
    /// <returns>The classifier; its owner disposes it.</returns>
    /// <exception cref="ModelException">The classifier is damaged, or of another chunk length or width; names both.</exception>
    /// <exception cref="DeviceMemoryException">It does not fit on the device.</exception>
    public IFrameClassifier LoadClassifier(string path, int chunkLengthBp, int inputWidth, ComputeDevice device) =>
        MlpClassifier.Load(_runtime, path, chunkLengthBp, inputWidth, IdOf(device), device.Name);

    /// <inheritdoc/>
    public void Dispose() => _runtime.Dispose();

    private FiniteEmbedder Load(
        EncoderConfiguration configuration, string directory, Func<string, string?> nativeName, ComputeDevice device, ModelPrecision precision)
    {
        var deviceId = IdOf(device);
        IEmbedder LoadIn(Precision native) =>
            EncoderLoader.Load(_runtime, configuration, directory, nativeName, deviceId, device.Name, native);
        return precision switch
        {
            ModelPrecision.Fp16 => new FiniteEmbedder(LoadIn(Precision.Fp16), () => LoadIn(Precision.Fp32)),
            ModelPrecision.Bf16 => new FiniteEmbedder(LoadIn(Precision.Bf16), () => LoadIn(Precision.Fp32)),
            _ => new FiniteEmbedder(LoadIn(Precision.Fp32), loadExact: null),
        };
    }

    // The CPU is one device to libtorch, under however many names it computes.
    private DeviceId IdOf(ComputeDevice device) => _deviceIds[device.IsCuda ? device.Name : Devices[0].Name];

    private ComputeDevice Describe(DeviceInfo device)
    {
        var name = device.Id.ToString();
        _deviceIds.Add(name, device.Id);
        return new ComputeDevice(name, device.Name, device.Id.Kind == DeviceKind.Cuda, device.TotalMemoryBytes, device.FreeMemoryBytes);
    }
}
