using System.Globalization;
using VirNucPro.Models;

namespace VirNucPro.Pipeline.Devices;

/// <summary>What the user asked for, checked as far as it can be without a device.</summary>
internal sealed class DeviceRequest
{
    private const string Auto = "auto";
    private const string Cpu = "cpu";
    private const string Cuda = "cuda";
    private const string CpuPrefix = "cpu:";
    private const string CudaPrefix = "cuda:";

    private static readonly Dictionary<string, ModelPrecision> Precisions = new()
    {
        ["fp32"] = ModelPrecision.Fp32,
        ["fp16"] = ModelPrecision.Fp16,
        ["bf16"] = ModelPrecision.Bf16,
    };

    private readonly string _device;
    private readonly string[] _names;
    private readonly ModelPrecision? _precision;

    private DeviceRequest(string device, string[] names, ModelPrecision? precision, ComputeOptions options)
    {
        _device = device;
        _names = names;
        _precision = precision;
        ThreadsPerDevice = ThreadsOf(options, names);
    }

    /// <summary>CPU threads of one operator: CPU devices share the threads between them; 0 takes all cores.</summary>
    public int ThreadsPerDevice { get; }

    /// <summary>Reads the options.</summary>
    /// <param name="options">The options.</param>
    /// <exception cref="RunFailedException">An option is no valid choice or contradicts another (<see cref="FailureKind.Usage"/>).</exception>
    public static DeviceRequest Parse(ComputeOptions options)
    {
        var device = options.Device;
        var names = device is Auto or Cuda ? [] : device.Split(',');
        if (!(device == Cpu || names.All(name => IsNumbered(name, CpuPrefix)) || names.All(name => IsNumbered(name, CudaPrefix))))
        {
            throw Usage(
                $"'{device}' is no device. Choose auto, cpu, cuda or cuda:N, or several of one kind, for example cuda:0,cuda:1.");
        }

        if (names.Distinct().Count() < names.Length)
        {
            throw Usage($"The devices {device} must be different ones.");
        }

        var precision = PrecisionOf(options.Precision);
        if (options.Threads < 0 || options.DnabertBatchTokens < 0 || options.EsmBatchTokens < 0)
        {
            throw Usage("Threads and batch sizes can't be negative; 0 leaves the choice to the program.");
        }

        if (options.Gpus.Count == 0)
        {
            return new DeviceRequest(device, names, precision, options);
        }

        if (device is not (Auto or Cuda))
        {
            throw Usage($"A list of GPUs contradicts device '{device}'. Leave one of them out.");
        }

        if (options.Gpus.Distinct().Count() < options.Gpus.Count || options.Gpus.Any(ordinal => ordinal < 0))
        {
            throw Usage($"The list of GPUs {string.Join(',', options.Gpus)} must hold different numbers from 0.");
        }

        return new DeviceRequest(Cuda, [.. options.Gpus.Select(ordinal => $"{CudaPrefix}{ordinal}")], precision, options);
    }

    /// <summary>Picks the devices and the precision. Only <c>auto</c> may end on the CPU unasked.</summary>
    /// <param name="libtorch">What libtorch has.</param>
    /// <exception cref="RunFailedException">There is no such device (<see cref="FailureKind.Unavailable"/>).</exception>
    public RunDevices Choose(IDeviceSource libtorch)
    {
        ComputeDevice[] devices = _names.Length > 0
            ? [.. _names.Select(name => Find(name, libtorch))]
            : [ChooseOne(libtorch)];
        return new RunDevices(
            devices,
            _precision ?? AutomaticPrecision(devices[0]),
            ThreadsPerDevice > 0 ? ThreadsPerDevice : Environment.ProcessorCount);
    }

    /// <summary>Reads a precision; null for <c>auto</c>.</summary>
    /// <param name="name">The precision as the options write it.</param>
    /// <exception cref="RunFailedException">There is no such precision (<see cref="FailureKind.Usage"/>).</exception>
    public static ModelPrecision? PrecisionOf(string name) =>
        name == Auto ? null
        : Precisions.TryGetValue(name, out var precision) ? precision
        : throw Usage($"'{name}' is no precision. Choose auto, fp32, fp16 or bf16.");

    /// <summary>What <c>auto</c> chooses: without vector FP16 units, as on nearly all CPUs, FP16 is slower than FP32.</summary>
    /// <param name="device">The device.</param>
    public static ModelPrecision AutomaticPrecision(ComputeDevice device) =>
        device.IsCuda ? ModelPrecision.Fp16 : ModelPrecision.Fp32;

    /// <summary>A precision as the options write it.</summary>
    /// <param name="precision">The precision.</param>
    public static string NameOf(ModelPrecision precision) => Precisions.First(pair => pair.Value == precision).Key;

    private static bool IsNumbered(string name, string prefix) =>
        name.StartsWith(prefix, StringComparison.Ordinal)
        && int.TryParse(name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && name == $"{prefix}{number}";

    private static int ThreadsOf(ComputeOptions options, string[] names)
    {
        var cpuCount = names.Count(name => name.StartsWith(CpuPrefix, StringComparison.Ordinal));
        if (cpuCount < 2)
        {
            return options.Threads;
        }

        var total = options.Threads > 0 ? options.Threads : Environment.ProcessorCount;
        return Math.Max(1, total / cpuCount);
    }

    // The CPU is one device of libtorch, on which several threads may compute, each with models of its own.
    private static ComputeDevice Find(string name, IDeviceSource libtorch) =>
        name.StartsWith(CpuPrefix, StringComparison.Ordinal)
            ? libtorch.Devices.First(device => !device.IsCuda) with { Name = name }
            : libtorch.Devices.FirstOrDefault(device => device.Name == name) ?? throw Missing(name, libtorch);

    private ComputeDevice ChooseOne(IDeviceSource libtorch) =>
        libtorch.Devices.FirstOrDefault(device => device.IsCuda)
        ?? (_device == Auto ? libtorch.Devices.First(device => !device.IsCuda) : throw Missing(Cuda, libtorch));

    private static RunFailedException Usage(string message) => new(FailureKind.Usage, message);

    private static RunFailedException Missing(string name, IDeviceSource libtorch) => new(
        FailureKind.Unavailable,
        $"There is no device {name}: libtorch {libtorch.LibtorchVersion} in {libtorch.LibtorchDirectory} has "
        + $"{string.Join(", ", libtorch.Devices.Select(device => device.Name))}. Give the folder of a libtorch with CUDA "
        + "(--libtorch), or choose another device.");
}
