using System.Globalization;
using VirNucPro.Models;
using VirNucPro.Models.Benchmarking;
using VirNucPro.Models.Demo;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Outputs;

namespace VirNucPro.Pipeline.Benchmarking;

/// <summary>One benchmark.</summary>
internal sealed class BenchmarkJob(BenchmarkOptions options, TimeProvider time, IProgress<RunProgress>? progress)
{
    // ESM-2 of the size that a CPU still computes in seconds, or of the size that a run on a card uses.
    private static readonly string[] UsualOnCpu = ["esm2-650m", "dnabert-s"];
    private static readonly string[] UsualOnCuda = ["esm2-3b", "dnabert-s"];

    public BenchmarkResult Run(CancellationToken cancellation)
    {
        var request = DeviceRequest.Parse(options.Compute);
        EncoderShape[] requestedShapes = [.. options.Shapes.Select(ShapeOf)];
        ModelPrecision?[] precisions = [.. options.Precisions.Select(DeviceRequest.PrecisionOf)];
        CheckNumbers(requestedShapes);
        if (options.OutputPath is { } path)
        {
            PendingFile.RefuseExisting(path, options.Force, "--json");
        }

        var earlier = options.EarlierPath is { } earlierPath ? BenchmarkFile.Read(earlierPath) : null;
        var dnaTokenizer = options.ModelsDirectory is { } models
            ? ModelFolder.Open(models).OpenDnabertTokenizer()
            : DemoModels.OpenDnabertTokenizer();

        progress?.Report(new RunProgress("Opening libtorch", 0, 0, 0, 0));
        var start = time.GetTimestamp();
        using var runtime = ModelRuntime.Open(options.Compute.LibtorchDirectory, request.ThreadsPerDevice);
        var libtorchTime = time.GetElapsedTime(start);
        var device = DeviceOf(request, runtime);

        var shapes = requestedShapes.Length > 0 ? requestedShapes : [.. (device.IsCuda ? UsualOnCuda : UsualOnCpu).Select(ShapeOf)];
        (EncoderShape Shape, ModelPrecision Precision)[] rows =
        [
            .. from shape in shapes
               from precision in precisions
               select (shape, precision ?? DeviceRequest.AutomaticPrecision(device)),
        ];
        rows = [.. rows.Distinct()];

        var parts = rows.Length + 1;
        var measurement = new EncoderMeasurement(runtime, device, options.BatchRows, TimeSpan.FromSeconds(options.LongestSeconds), time);
        var encoders = new List<EncoderRate>();
        foreach (var (shape, precision) in rows)
        {
            var activity = $"{shape.Name} {DeviceRequest.NameOf(precision)}";
            encoders.Add(measurement.Measure(
                shape, precision, options.Tokens ?? shape.UsualTokenCount, options.Layers, done => Tell(activity, encoders.Count + done), cancellation));
        }

        Tell("Front end", rows.Length);
        var frontEnd = new FrontEndMeasurement(dnaTokenizer, options.ModelsDirectory is null ? "demo" : "models", time).Measure(cancellation);
        Tell("Done", parts);

        var gemm = measurement.ProductRates();
        var report = new BenchmarkReport(
            $"{device.Name}: {device.Description}",
            runtime.LibtorchVersion.ToString(),
            runtime.ThreadCount,
            gemm.Max(rate => rate.Tflops),
            gemm,
            encoders,
            frontEnd,
            new StartUpTime(libtorchTime.TotalSeconds, measurement.WeightBytesPerSecond / 1e9));
        if (options.OutputPath is { } output)
        {
            BenchmarkFile.Write(report, output);
        }

        return new BenchmarkResult(report, earlier is null ? null : BenchmarkComparison.Of(report, earlier, options.EarlierPath!));

        void Tell(string activity, double doneParts) => progress?.Report(new RunProgress(activity, doneParts / parts, 0, 0, 0));
    }

    private static EncoderShape ShapeOf(string name) => EncoderShape.All.FirstOrDefault(shape => shape.Name == name) ?? throw Usage(
        $"There is no shape '{name}'. Choose of {string.Join(", ", EncoderShape.All.Select(shape => shape.Name))}.");

    private static ComputeDevice DeviceOf(DeviceRequest request, ModelRuntime runtime)
    {
        var devices = request.Choose(new RuntimeDevices(runtime)).Devices;
        return devices.Count == 1
            ? devices[0]
            : throw Usage($"A benchmark measures one device, not {string.Join(", ", devices.Select(device => device.Name))} together. Name one of them.");
    }

    private static RunFailedException Usage(string message) => new(FailureKind.Usage, message);

    private void CheckNumbers(EncoderShape[] shapes)
    {
        const int ShortestSequence = 3;
        const int MostTokens = 1 << 24;
        const int MostSeconds = 86_400;
        if (options.BatchRows < 1)
        {
            throw Usage("A batch needs one sequence or more.");
        }

        if (options.Tokens is < ShortestSequence)
        {
            throw Usage($"A sequence needs {ShortestSequence} tokens or more: its start, its end and one between them.");
        }

        if ((long)options.BatchRows * (options.Tokens ?? shapes.Select(shape => shape.UsualTokenCount).DefaultIfEmpty(1).Max()) > MostTokens)
        {
            throw Usage(string.Create(CultureInfo.InvariantCulture, $"A batch may have {MostTokens:N0} tokens at most."));
        }

        if (options.LongestSeconds is not (> 0 and <= MostSeconds))
        {
            throw Usage(string.Create(CultureInfo.InvariantCulture, $"An encoder may be measured for more than 0 and at most {MostSeconds:N0} seconds (--seconds)."));
        }

        if (options.Layers is < EncoderMeasurement.FewestLayers)
        {
            throw Usage($"{EncoderMeasurement.FewestLayers} layers or more must run: beside fewer, embedding and pooling would weigh too much.");
        }

        if (shapes.FirstOrDefault(shape => options.Layers > shape.LayerCount) is { } shallow)
        {
            throw Usage($"{shallow.Name} has {shallow.LayerCount} layers, not {options.Layers}.");
        }
    }
}
