using System.Diagnostics;
using System.Runtime.InteropServices;
using VirNucPro.Interop;
using VirNucPro.Models.Demo;

namespace VirNucPro.Models.Benchmarking;

/// <summary>An encoder with the sizes of a published one and random weights.</summary>
/// <remarks>Used by one thread at a time.</remarks>
public sealed class RandomEncoder : IDisposable
{
    // As BERT's own start: activations stay of the order of 1, so that no number is denormal and none infinite.
    private const float Deviation = 0.02f;

    private readonly EncoderEmbedder _embedder;

    private RandomEncoder(EncoderEmbedder embedder, long weightBytes, TimeSpan loadingTime)
    {
        _embedder = embedder;
        WeightBytes = weightBytes;
        LoadingTime = loadingTime;
    }

    /// <summary>The encoder.</summary>
    public IEmbedder Embedder => _embedder;

    /// <summary>Bytes of the weights as they were handed over, in FP32.</summary>
    public long WeightBytes { get; }

    /// <summary>What it took to bring them to the device, making them up apart.</summary>
    public TimeSpan LoadingTime { get; }

    /// <inheritdoc/>
    public void Dispose() => _embedder.Dispose();

    internal static RandomEncoder Load(
        NativeRuntime runtime, EncoderShape shape, int layerCount, DeviceId device, string deviceName, Precision precision)
    {
        NativeEncoder? encoder = null;
        var model = $"{shape.Name} with {layerCount} layers";
        try
        {
            var tensors = shape.TensorsOf(layerCount);
            var numbers = MakeNumbers(checked((int)tensors.Values.Max(EncoderShape.ElementCount)));
            var ones = new float[tensors.Values.Where(IsVector).Max(EncoderShape.ElementCount)];
            Array.Fill(ones, 1f);

            var start = Stopwatch.GetTimestamp();
            encoder = runtime.CreateEncoder(shape.ConfigurationOf(layerCount), device, precision);
            long elements = 0;
            foreach (var (name, tensorShape) in tensors)
            {
                var count = EncoderShape.ElementCount(tensorShape);
                var isScale = IsVector(tensorShape) && name.EndsWith(".weight", StringComparison.Ordinal);
                encoder.PutTensor(name, ElementType.F32, tensorShape, MemoryMarshal.AsBytes((isScale ? ones : numbers).AsSpan(0, (int)count)));
                elements += count;
            }

            encoder.Seal();
            return new RandomEncoder(
                new EncoderEmbedder(encoder, model, deviceName),
                elements * sizeof(float),
                Stopwatch.GetElapsedTime(start));
        }
        catch (NativeException failure)
        {
            encoder?.Dispose();
            throw NativeFailure.Translate(failure, $"{model} on {deviceName}");
        }
    }

    private static bool IsVector(long[] shape) => shape.Length == 1;

    private static float[] MakeNumbers(int count)
    {
        // A uniform distribution is the square root of 12 times as wide as its deviation.
        const float Width = Deviation * 3.4641016f;
        var random = new SplitMix64(seed: 5);
        var numbers = new float[count];
        foreach (ref var number in numbers.AsSpan())
        {
            number = (float)(random.NextUniform() - 0.5) * Width;
        }

        return numbers;
    }
}
