using System.Globalization;
using System.Runtime.Intrinsics.X86;
using Microsoft.Extensions.Logging;
using VirNucPro.Models;
using VirNucPro.Pipeline.Batching;

namespace VirNucPro.Pipeline.Devices;

/// <summary>The devices and the precision of a run.</summary>
/// <param name="Devices">The devices, at least one; all CUDA, or the CPU.</param>
/// <param name="Precision">Precision of the encoders.</param>
/// <param name="Threads">CPU threads of each device.</param>
internal sealed record RunDevices(IReadOnlyList<ComputeDevice> Devices, ModelPrecision Precision, int Threads)
{
    // Preparing keeps up with a device on one or two threads; more would only take cores from a CPU that computes.
    private const int MostPreparers = 4;

    private const int MebibyteBits = 20;
    private const int GenuineIntel = 0x756E6547; // the first letters of the vendor

    // The last bits of a result depend on its batch, so that the batches must not depend on the device: the one with the
    // least memory decides. CPU devices share what the machine has.
    private long FreeMemoryBytes => Devices.Min(device => device.IsCuda ? device.FreeMemoryBytes : device.FreeMemoryBytes / Devices.Count);

    // On a CPU in FP32 and BF16 they don't: there batches may be larger for more threads.
    private int LoneThreads => Precision == ModelPrecision.Fp16 ? 1 : Threads;

    /// <summary>The devices' names, for people.</summary>
    public string Names => string.Join(", ", Devices.Select(device => device.Name));

    /// <summary>The precision's name.</summary>
    public string PrecisionName => DeviceRequest.NameOf(Precision);

    /// <summary>Threads that prepare shards.</summary>
    public static int PreparerCount => Math.Clamp(Environment.ProcessorCount / 2, 1, MostPreparers);

    // As the shim decides (native/src/vector_kernels.cpp), by CPUID: AVX512-BF16, and of Intel AMX-BF16, too.
    private static bool GainsFromBf16 =>
        X86Base.IsSupported && (X86Base.CpuId(7, 1).Eax & 1 << 5) != 0
        && (X86Base.CpuId(0, 0).Ebx != GenuineIntel || (X86Base.CpuId(7, 0).Edx & 1 << 22) != 0);

    /// <summary>Tells the log what was chosen out of what, and where that is a bad choice.</summary>
    /// <param name="log">The log.</param>
    /// <param name="models">What libtorch has.</param>
    /// <param name="threads">CPU threads of one operator; 0 for all cores.</param>
    public void Describe(ILogger log, IModelSource models, int threads)
    {
        log.DevicesChosen(
            Names,
            PrecisionName,
            threads == 0 ? "all" : threads.ToString(CultureInfo.InvariantCulture),
            models.LibtorchVersion,
            models.LibtorchDirectory,
            string.Join(", ", models.Devices.Select(device => string.Create(
                CultureInfo.InvariantCulture,
                $"{device.Name} ({device.Description}, {device.FreeMemoryBytes >> MebibyteBits:N0} of {device.TotalMemoryBytes >> MebibyteBits:N0} MiB free)"))));
        if (Precision == ModelPrecision.Bf16 && !Devices[0].IsCuda && !GainsFromBf16)
        {
            log.NoGainFromBf16();
        }
    }

    /// <summary>Loads an encoder and gives it its batches; on every device of the run the same ones at first.</summary>
    /// <param name="load">Loads it to the device.</param>
    /// <param name="device">One of <see cref="Devices"/>.</param>
    /// <param name="requestedTokens">The token budget that the user asks for or that the run began with; 0 derives it.</param>
    /// <param name="shared">Where the devices help each other out with this encoder.</param>
    /// <param name="log">Told of failures of the device.</param>
    /// <param name="time">The clock.</param>
    public BatchingEmbedder Load(
        Func<ComputeDevice, ModelPrecision, IEmbedder> load,
        ComputeDevice device,
        int requestedTokens,
        SharedBatches shared,
        ILogger log,
        TimeProvider time)
    {
        var embedder = load(device, Precision);
        return new BatchingEmbedder(
            embedder, TokenBudget.For(requestedTokens, embedder.Width, FreeMemoryBytes, device.IsCuda, LoneThreads), shared, log, time);
    }
}
