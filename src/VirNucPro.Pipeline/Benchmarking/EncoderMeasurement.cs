using System.Globalization;
using VirNucPro.Models;
using VirNucPro.Models.Benchmarking;
using VirNucPro.Pipeline.Devices;

namespace VirNucPro.Pipeline.Benchmarking;

/// <summary>Measures encoders of random weights on one device, and their matrix products alone.</summary>
/// <remarks>
/// Both take turns, so that what else the machine does meets both. Where not all blocks run, embedding and pooling, which come
/// once in a pass, are counted for so few blocks as run: figures for all blocks are a little too slow.
/// It goes on until the ratio of both is known to 1 %, or <paramref name="longest"/> has passed.
/// </remarks>
/// <param name="runtime">libtorch.</param>
/// <param name="device">Where.</param>
/// <param name="batchRows">Sequences of a batch.</param>
/// <param name="longest">Time for an encoder, but three rounds are measured in any case.</param>
/// <param name="time">The clock.</param>
internal sealed class EncoderMeasurement(
    ModelRuntime runtime, ComputeDevice device, int batchRows, TimeSpan longest, TimeProvider time)
{
    /// <summary>Fewest blocks that can run: beside fewer, embedding and pooling would weigh too much.</summary>
    public const int FewestLayers = 2;

    // Where time is short.
    private const int FewestRounds = 3;
    // With fewer there is no interval of the median that holds it in 95 of 100 cases.
    private const int FewestRoundsToTell = 6;
    private const int MostRounds = 500;
    private const double KnownWell = 0.01;

    // What the products of a pass should take at most where the number of blocks is left to the program.
    private static readonly TimeSpan UsualPass = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(6);

    // For each product the seconds of one, a number a round.
    private readonly Dictionary<MeasuredProduct, List<double>> _products = [];
    private double _weightBytes;
    private TimeSpan _loadingTime;

    /// <summary>Bytes of weights a second that reached the device, over all encoders so far.</summary>
    public double WeightBytesPerSecond => _weightBytes / _loadingTime.TotalSeconds;

    /// <summary>The rate of each product so far.</summary>
    public IReadOnlyList<ProductRate> ProductRates() =>
    [
        .. _products.Select(entry => new ProductRate(
            entry.Key.Shape.Name,
            DeviceRequest.NameOf(entry.Key.Precision),
            entry.Key.Product.Name,
            entry.Key.Rows,
            entry.Key.Product.Inputs,
            entry.Key.Product.Outputs,
            2e-12 * entry.Key.Product.WeightCount * entry.Key.Rows / Median.Of(entry.Value))),
    ];

    /// <summary>Measures one encoder.</summary>
    /// <param name="shape">Its sizes.</param>
    /// <param name="precision">Type of its matrix products.</param>
    /// <param name="tokens">Tokens of each sequence.</param>
    /// <param name="requestedLayers">Blocks that run; null leaves it to the time that they take.</param>
    /// <param name="done">Told how much is done, 0 to 1.</param>
    /// <param name="cancellation">Stops between two passes.</param>
    /// <exception cref="RunFailedException">The memory does not suffice; says how much is needed.</exception>
    public EncoderRate Measure(
        EncoderShape shape, ModelPrecision precision, int tokens, int? requestedLayers, Action<double> done, CancellationToken cancellation)
    {
        done(0);
        var rows = (long)batchRows * tokens;
        RequireMemory(shape, requestedLayers ?? FewestLayers, precision, rows);
        var layers = requestedLayers ?? ChooseLayers(shape, precision, rows, cancellation);
        using var encoder = Load(shape, layers, precision);
        var batch = shape.MakeBatch(batchRows, tokens);
        var pooled = new float[batchRows * encoder.Embedder.Width];
        SecondsOfPass();

        var passes = new List<double>();
        var overExact = new List<double>();
        var overSame = new List<double>();
        var start = time.GetTimestamp();
        while (!IsDone())
        {
            // The order changes, since what warms up or tires meets the second more than the first.
            var isEncoderFirst = passes.Count % 2 == 0;
            if (isEncoderFirst)
            {
                passes.Add(SecondsOfPass());
            }

            cancellation.ThrowIfCancellationRequested();
            var exact = SecondsOfProducts(shape, ModelPrecision.Fp32, rows, layers);
            var same = precision == ModelPrecision.Fp32 ? exact : SecondsOfProducts(shape, precision, rows, layers);
            if (!isEncoderFirst)
            {
                passes.Add(SecondsOfPass());
            }

            cancellation.ThrowIfCancellationRequested();
            overExact.Add(passes[^1] / exact);
            overSame.Add(passes[^1] / same);
            done(Math.Min(1, Math.Min((double)passes.Count / FewestRounds, time.GetElapsedTime(start) / longest)));
        }

        var secondsOfAll = Median.Of(passes) / layers * shape.LayerCount;
        var over = Estimate.Of(overExact);
        return new EncoderRate(
            shape.Name,
            DeviceRequest.NameOf(precision),
            batchRows,
            tokens,
            layers,
            shape.LayerCount,
            passes.Count,
            rows / secondsOfAll,
            2e-12 * shape.ProductWeightCount * shape.LayerCount * rows / secondsOfAll,
            over.Middle,
            Median.Of(overSame),
            over.Low,
            over.High);

        bool IsDone() => passes.Count >= FewestRounds && (passes.Count == MostRounds
            || time.GetElapsedTime(start) >= longest
            || (passes.Count >= FewestRoundsToTell && time.GetElapsedTime(start) >= LongEnough && Estimate.Of(overExact).Uncertainty <= KnownWell));

        double SecondsOfPass()
        {
            var begin = time.GetTimestamp();
            encoder.Embedder.Embed(batch, pooled);
            return time.GetElapsedTime(begin).TotalSeconds;
        }
    }

    private RandomEncoder Load(EncoderShape shape, int layers, ModelPrecision precision)
    {
        var encoder = runtime.MakeRandomEncoder(shape, layers, device, precision);
        _weightBytes += encoder.WeightBytes;
        _loadingTime += encoder.LoadingTime;
        return encoder;
    }

    private int ChooseLayers(EncoderShape shape, ModelPrecision precision, long rows, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var layers = Math.Clamp((int)(UsualPass.TotalSeconds / SecondsOfProducts(shape, precision, rows, layers: 1)), FewestLayers, shape.LayerCount);
        while (layers > FewestLayers && shape.NeededBytes(layers, precision, rows) > device.FreeMemoryBytes)
        {
            layers--;
        }

        return layers;
    }

    private double SecondsOfProducts(EncoderShape shape, ModelPrecision precision, long rows, int layers)
    {
        var total = 0.0;
        foreach (var product in shape.Products)
        {
            var repetitions = layers * product.Count;
            var seconds = runtime.TimeProduct(product, rows, repetitions, device, precision).TotalSeconds;
            total += seconds;
            var key = new MeasuredProduct(shape, product, precision, rows);
            if (!_products.TryGetValue(key, out var measured))
            {
                _products.Add(key, measured = []);
            }

            measured.Add(seconds / repetitions);
        }

        return total;
    }

    private void RequireMemory(EncoderShape shape, int layers, ModelPrecision precision, long rows)
    {
        var needed = shape.NeededBytes(layers, precision, rows);
        if (needed > device.FreeMemoryBytes)
        {
            throw new RunFailedException(FailureKind.OutOfMemory, string.Create(
                CultureInfo.InvariantCulture,
                $"{layers} layers of {shape.Name} in {DeviceRequest.NameOf(precision)} with {rows:N0} tokens need about {Gibibytes(needed):0.0} GiB, but {device.Name} has {Gibibytes(device.FreeMemoryBytes):0.0} GiB free. Take fewer layers (--layers), a smaller --shape, --batch or --tokens."));
        }
    }

    private static double Gibibytes(long bytes) => bytes / (double)(1 << 30);

    private sealed record MeasuredProduct(EncoderShape Shape, LinearProduct Product, ModelPrecision Precision, long Rows);
}
