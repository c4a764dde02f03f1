using System.Diagnostics;
using System.Globalization;
using VirNucPro.Interop;
using VirNucPro.Models;
using VirNucPro.Models.Benchmarking;
using VirNucPro.Models.DnabertS;
using VirNucPro.Models.Esm2;
using VirNucPro.Pipeline.Batching;
using static TorchSharp.torch;

namespace VirNucPro.Benchmarks.TorchSharp;

/// <summary>Our encoders against <see cref="PortedEncoder"/>: the same weights and tokens, taking turns in one process on one libtorch.</summary>
internal static class Comparison
{
    /// <summary>The most that FP32 outputs may differ: twice what was seen over all shapes, 1.9e-6 with the 12 layers of DNABERT-S.</summary>
    private const float Bar = 4e-6f;

    /// <summary>Compares and prints.</summary>
    /// <param name="options">What to compare.</param>
    /// <returns>0; 1 where the outputs differ or the options are wrong.</returns>
    public static int Run(ComparisonOptions options)
    {
        var known = EncoderShape.All.FirstOrDefault(shape => shape.Name == options.Shape);
        if (known is null || options.Rows < 1 || options.Rounds < 1 || options.Layers < 1 || options.Threads < 0)
        {
            Console.Error.WriteLine($"--shape is one of {string.Join(", ", EncoderShape.All.Select(shape => shape.Name))}; the numbers are 1 or more.");
            return 1;
        }

        // The factor is per layer: so many run that a pass takes seconds, not minutes.
        var layerCount = options.Layers ?? Math.Clamp(5120 / known.Configuration.HiddenSize, 2, known.LayerCount);
        var shape = known.ConfigurationOf(layerCount);
        var frames = FrameBatch.Read(options.Input, shape.Architecture == EncoderArchitecture.Esm2, options.Rows, options.Tokenizer);

        // The shim loads libtorch first, so that TorchSharp's library finds it loaded and takes the same one.
        using var runtime = NativeRuntime.Open(LibtorchLocator.Find(null), options.Threads);
        TorchSharpLibrary.Load();
        set_num_threads(runtime.ThreadCount);
        using var port = PortedEncoder.Create(shape);
        using var encoder = Load(runtime, shape, port, options.Bf16 ? Precision.Bf16 : Precision.Fp32);
        if (options.Bf16)
        {
            port.ConvertTo(ScalarType.BFloat16);
        }

        // All ways take the rows in the order of a run's batches, so that their outputs can be compared.
        var budget = TokenBudget.For(0, shape.HiddenSize, runtime.GetDevices()[0].FreeMemoryBytes, isCuda: false, threads: 1);
        var plan = BatchPlanner.Plan(
            [.. frames.Select(frame => frame.Length)], Enumerable.Range(0, frames.Length), budget.Tokens, budget.FillTokens);
        TokenBatch[] planned = [.. plan.Select(batch => FrameBatch.Pad([.. batch.Select(row => frames[row])]))];
        int[][] rows = [.. plan.SelectMany(batch => batch).Select(row => frames[row])];
        var tokens = rows.Sum(row => row.Length);
        var whole = FrameBatch.Pad(rows);
        TokenBatch[] single = [.. rows.Select(row => FrameBatch.Pad(row))];
        (string Name, Func<float[]> Embed)[] ways =
        [
            ("TorchSharp, one at a time", () => [.. single.SelectMany(port.Embed)]),
            ("TorchSharp, padded batch", () => port.Embed(whole)),
            ("virnucpro, one at a time", () => [.. single.SelectMany(row => Embed(encoder, row))]),
            ("virnucpro, padded batch", () => Embed(encoder, whole)),
            ("virnucpro, a run's batches", () => [.. planned.SelectMany(batch => Embed(encoder, batch))]),
        ];
        Print($"{options.Shape}, {shape.LayerCount} of {known.LayerCount} layers, {(options.Bf16 ? "BF16" : "FP32")}, {rows.Length} sequences of {rows.Min(row => row.Length)} to {rows.Max(row => row.Length)} tokens ({1 - ((double)tokens / whole.TokenIds.Length):P1} padding in the batch, {planned.Length} batches in a run), {runtime.ThreadCount} threads, libtorch {runtime.LibtorchVersion}");
        if (!Agree([.. ways.Select(way => way.Embed())], options.Bf16))
        {
            return 1;
        }

        var seconds = Measure([.. ways.Select(way => way.Embed)], options.Rounds);
        Print($"{"",-28}{"seconds",10}{"tokens/s",12}{"x run's batches",18}");
        for (var way = 0; way < ways.Length; way++)
        {
            var median = Median(seconds[way]);
            Print($"{ways[way].Name,-28}{median,10:F3}{tokens / median,12:N0}{Ratio(seconds[way], seconds[^1]),18:F2}");
        }

        Print($"TorchSharp over virnucpro: {Ratio(seconds[0], seconds[2]):F2} one at a time, {Ratio(seconds[1], seconds[3]):F2} in the padded batch");
        Print($"{options.Rounds} rounds, taking turns; medians of times and of the rounds' ratios");
        return 0;

        static double Ratio(double[] times, double[] others) => Median([.. times.Zip(others, (time, other) => time / other)]);
    }


    private static NativeEncoder Load(NativeRuntime runtime, EncoderConfiguration shape, PortedEncoder port, Precision precision)
    {
        var encoder = runtime.CreateEncoder(shape, new DeviceId(DeviceKind.Cpu, 0), precision);
        foreach (var (name, weight) in port.Weights)
        {
            var nativeName = shape.Architecture == EncoderArchitecture.Esm2 ? Esm2WeightNames.ToNative(name) : DnabertWeightNames.ToNative(name);
            encoder.PutTensor(nativeName!, ElementType.F32, weight.shape, weight.bytes);
        }

        encoder.Seal();
        return encoder;
    }

    private static float[] Embed(NativeEncoder encoder, TokenBatch batch)
    {
        var pooled = new float[batch.RowCount * encoder.HiddenSize];
        using var embedding = encoder.Start(batch.TokenIds, batch.Lengths, batch.TokenCount);
        embedding.CopyTo(pooled);
        return pooled;
    }

    private static bool Agree(float[][] outputs, bool isReduced)
    {
        var ours = outputs[^1];
        var differences = outputs.Select(output => output.Zip(ours, (a, b) => Math.Abs(a - b)).Max()).ToArray();
        Print($"largest difference from a run's batches: TorchSharp {differences[0]:0.0e+0} one at a time, {differences[1]:0.0e+0} in the batch; virnucpro {differences[2]:0.0e+0} and {differences[3]:0.0e+0} (of values up to {ours.Max(Math.Abs):F1})");
        if (isReduced || differences.All(difference => difference <= Bar))
        {
            return true;
        }

        Console.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"The outputs differ by more than {Bar:0e+0}."));
        return false;
    }

    // The first way begins one round, the second the next: none is always the one after the slowest.
    private static double[][] Measure(Func<float[]>[] ways, int rounds)
    {
        var seconds = ways.Select(_ => new double[rounds]).ToArray();
        for (var round = 0; round < rounds; round++)
        {
            for (var turn = 0; turn < ways.Length; turn++)
            {
                var way = (round + turn) % ways.Length;
                var start = Stopwatch.GetTimestamp();
                ways[way]();
                seconds[way][round] = Stopwatch.GetElapsedTime(start).TotalSeconds;
            }
        }

        return seconds;
    }

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }

    private static void Print(FormattableString line) => Console.WriteLine(line.ToString(CultureInfo.InvariantCulture));
}
