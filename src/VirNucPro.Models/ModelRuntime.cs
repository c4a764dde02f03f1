using VirNucPro.Interop;
using VirNucPro.Models.Benchmarking;
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

    /// <summary>Makes an encoder of random weights, to measure with.</summary>
    /// <param name="shape">Its sizes.</param>
    /// <param name="layerCount">Blocks; those of the shape or fewer.</param>
    /// <param name="device">One of <see cref="Devices"/>.</param>
    /// <param name="precision">Type of the matrix products.</param>
    /// <returns>The encoder; its owner disposes it.</returns>
    /// <exception cref="DeviceMemoryException">It does not fit on the device.</exception>
    public RandomEncoder MakeRandomEncoder(EncoderShape shape, int layerCount, ComputeDevice device, ModelPrecision precision) =>
        RandomEncoder.Load(_runtime, shape, layerCount, IdOf(device), device.Name, NativeOf(precision));

    /// <summary>Times a product alone, as libtorch's plain <c>aten::linear</c> on random numbers.</summary>
    /// <param name="product">Its widths.</param>
    /// <param name="rowCount">Rows of its input.</param>
    /// <param name="repetitionCount">Products to time, after one that does not count.</param>
    /// <param name="device">One of <see cref="Devices"/>.</param>
    /// <param name="precision">Type of both factors and of the result.</param>
    /// <returns>Time of all of them.</returns>
    /// <exception cref="ModelException">The device has no such product in this precision.</exception>
    /// <exception cref="DeviceMemoryException">It does not fit on the device.</exception>
    public TimeSpan TimeProduct(LinearProduct product, long rowCount, int repetitionCount, ComputeDevice device, ModelPrecision precision)
    {
        try
        {
            return _runtime.TimeLinear(
                IdOf(device), NativeOf(precision), rowCount, product.Inputs, product.Outputs, product.HasBias, repetitionCount);
        }
        catch (NativeException failure)
        {
            throw NativeFailure.Translate(failure, $"a product of {rowCount} × {product.Inputs} with {product.Inputs} × {product.Outputs} on {device.Name}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _runtime.Dispose();

    private FiniteEmbedder Load(
        EncoderConfiguration configuration, string directory, Func<string, string?> nativeName, ComputeDevice device, ModelPrecision precision)
    {
        var deviceId = IdOf(device);
        IEmbedder LoadIn(ModelPrecision precision) =>
            EncoderLoader.Load(_runtime, configuration, directory, nativeName, deviceId, device.Name, NativeOf(precision));
        return new FiniteEmbedder(LoadIn(precision), precision == ModelPrecision.Fp32 ? null : () => LoadIn(ModelPrecision.Fp32));
    }

    private static Precision NativeOf(ModelPrecision precision) => precision switch
    {
        ModelPrecision.Fp16 => Precision.Fp16,
        ModelPrecision.Bf16 => Precision.Bf16,
        _ => Precision.Fp32,
    };

    // The CPU is one device to libtorch, under however many names it computes.
    private DeviceId IdOf(ComputeDevice device) => _deviceIds[device.IsCuda ? device.Name : Devices[0].Name];

    private ComputeDevice Describe(DeviceInfo device)
    {
        var name = device.Id.ToString();
        _deviceIds.Add(name, device.Id);
        return new ComputeDevice(name, device.Name, device.Id.Kind == DeviceKind.Cuda, device.TotalMemoryBytes, device.FreeMemoryBytes);
    }
}
