using System.Globalization;
using VirNucPro.Pipeline.Verification;

namespace VirNucPro.Pipeline.Snapshots;

/// <summary>Compares the embeddings of one encoder with a snapshot's.</summary>
internal sealed class EncoderComparison(string encoder)
{
    // Ends of the buckets: doublings, for what rounding adds up grows with the length.
    private const int FirstEnd = 32;

    private readonly SortedDictionary<int, Bucket> _buckets = [];
    private readonly WorstFrame _worstDistance = new();
    private readonly WorstFrame _worstElement = new();

    /// <summary>The encoder's name.</summary>
    public string Encoder => encoder;

    /// <summary>1 − cosine of the frames.</summary>
    public DifferenceHistogram CosineDistances { get; } = new();

    /// <summary>The frames' largest absolute differences of an element.</summary>
    public DifferenceHistogram Elements { get; } = new();

    /// <summary>The figures by length.</summary>
    public IEnumerable<ComparedBucket> Buckets => _buckets.Select(pair => new ComparedBucket(
        encoder,
        pair.Key == FirstEnd ? 0 : pair.Key / 2,
        pair.Key,
        pair.Value.Count,
        1 - pair.Value.MaxDistance,
        1 - (pair.Value.DistanceSum / pair.Value.Count),
        pair.Value.MaxNorm,
        pair.Value.MaxElement));

    /// <summary>Compares an embedding.</summary>
    /// <param name="frame">Its frame.</param>
    /// <param name="tokens">Its tokens.</param>
    /// <param name="embedding">What was computed now.</param>
    /// <param name="reference">The snapshot's.</param>
    public void Add(SnapshotFrame frame, int tokens, ReadOnlySpan<float> embedding, ReadOnlySpan<float> reference)
    {
        var exact = new double[reference.Length];
        for (var i = 0; i < exact.Length; i++)
        {
            exact[i] = reference[i];
        }

        var difference = EmbeddingDifference.Of(embedding, exact);
        var end = FirstEnd;
        while (tokens >= end)
        {
            end *= 2;
        }

        if (!_buckets.TryGetValue(end, out var bucket))
        {
            _buckets.Add(end, bucket = new Bucket());
        }

        bucket.Count++;
        bucket.DistanceSum += difference.CosineDistance;
        bucket.MaxDistance = Math.Max(bucket.MaxDistance, difference.CosineDistance);
        bucket.MaxNorm = Math.Max(bucket.MaxNorm, Math.Abs(difference.RelativeNorm));
        bucket.MaxElement = Math.Max(bucket.MaxElement, difference.MaxAbsolute);
        _worstDistance.Add(difference.CosineDistance, frame);
        _worstElement.Add(difference.MaxAbsolute, frame);
        CosineDistances.Add(difference.CosineDistance);
        Elements.Add(difference.MaxAbsolute);
    }

    /// <summary>The thresholds that are broken.</summary>
    /// <param name="thresholds">The thresholds.</param>
    public IEnumerable<string> Failures(SnapshotThresholds thresholds)
    {
        if (_worstDistance.Exceeds(1 - thresholds.MinCosine))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{encoder}: cosine {1 - _worstDistance.Value:0.00000000} at {_worstDistance.Frame}, less than {thresholds.MinCosine}");
        }

        if (thresholds.MaxDifference is { } bar && _worstElement.Exceeds(bar))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture, $"{encoder}: an element differs by {_worstElement.Value:0.0e+0} at {_worstElement.Frame}, more than {bar:0.0e+0}");
        }
    }

    private sealed class Bucket
    {
        public long Count { get; set; }

        public double DistanceSum { get; set; }

        public double MaxDistance { get; set; }

        public double MaxNorm { get; set; }

        public double MaxElement { get; set; }
    }
}
