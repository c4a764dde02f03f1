using Microsoft.Extensions.Logging;
using VirNucPro.Models;
using VirNucPro.Pipeline.Batching;
using VirNucPro.Pipeline.Devices;

namespace VirNucPro.Pipeline.Validation;

/// <summary>Measures how fast the first device of a run embeds sampled frames.</summary>
/// <remarks>
/// Each encoder embeds ever larger parts of a sample until one takes long enough, or is all of it. What is left out takes
/// little beside that: reading and translating run ahead, and the classifier is small.
/// </remarks>
internal sealed class PaceMeasurement(
    ComputeOptions options, IModelSource models, RunDevices devices, ILogger log, TimeProvider time)
{
    private const int FirstPart = 8;
    private const int Growth = 4;

    // Long enough that the first batch's slowness and the clock don't count.
    private static readonly TimeSpan LongEnough = TimeSpan.FromSeconds(2);

    private TimeSpan _loading;

    /// <summary>Frames embedded to measure, the largest part of each sample.</summary>
    public int SampledFrames { get; private set; }

    /// <summary>Measures each sample; null for one without frames.</summary>
    public IReadOnlyList<MeasuredPace?> Measure(IReadOnlyList<FrameSample> samples, CancellationToken cancellation)
    {
        var dnabertTokenizer = models.OpenDnabertTokenizer();
        var esmTokenizer = models.OpenEsm2Tokenizer();
        List<int[]>[] dnabertTokens = [.. samples.Select(sample => sample.Kept.ConvertAll(frame => dnabertTokenizer.Encode(frame.Nucleotides.Span)))];
        List<int[]>[] esmTokens = [.. samples.Select(sample => sample.Kept.ConvertAll(frame => esmTokenizer.Encode(frame.Protein.Span)))];

        // One after the other, for together they need twice the memory.
        var dnabert = SecondsPerToken(models.LoadDnabertS, options.DnabertBatchTokens, dnabertTokens, cancellation);
        var esm = SecondsPerToken(models.LoadEsm2, options.EsmBatchTokens, esmTokens, cancellation);
        return
        [
            .. samples.Select((sample, i) => sample.Kept.Count == 0
                ? null
                : new MeasuredPace(
                    TokensPerFrame(dnabertTokens[i]),
                    ((TokensPerFrame(dnabertTokens[i]) * dnabert[i]) + (TokensPerFrame(esmTokens[i]) * esm[i])) / devices.Devices.Count,
                    _loading.TotalSeconds)),
        ];
    }

    private static double TokensPerFrame(List<int[]> tokens) => tokens.Average(sequence => sequence.Length);

    private double[] SecondsPerToken(
        Func<ComputeDevice, ModelPrecision, IEmbedder> load, int requestedTokens, List<int[]>[] samples, CancellationToken cancellation)
    {
        var start = time.GetTimestamp();
        using var embedder = devices.Load(load, devices.Devices[0], requestedTokens, new SharedBatches(), log, time);
        _loading += time.GetElapsedTime(start);
        return [.. samples.Select(sample => SecondsPerToken(embedder, sample, cancellation))];
    }

    private double SecondsPerToken(BatchingEmbedder embedder, List<int[]> sample, CancellationToken cancellation)
    {
        if (sample.Count == 0)
        {
            return 0;
        }

        Embed(1);
        for (var count = FirstPart; ; count *= Growth)
        {
            var part = Math.Min(count, sample.Count);
            var elapsed = Embed(part);
            if (elapsed >= LongEnough || part == sample.Count)
            {
                SampledFrames = Math.Max(SampledFrames, part);
                return elapsed.TotalSeconds / sample.Take(part).Sum(tokens => (double)tokens.Length);
            }
        }

        TimeSpan Embed(int count)
        {
            var start = time.GetTimestamp();
            embedder.Embed(sample[..count], _ => "a frame of the sample", _ => { }, cancellation);
            return time.GetElapsedTime(start);
        }
    }
}
