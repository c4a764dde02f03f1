namespace VirNucPro.Pipeline.Snapshots;

/// <summary>What a comparison must keep to.</summary>
/// <param name="MinCosine">Smallest cosine of an embedding.</param>
/// <param name="MaxDifference">Largest absolute difference of an embedding's element; null where none is set.</param>
/// <param name="MaxScoreDifference">Largest absolute difference of a score.</param>
public sealed record SnapshotThresholds(double MinCosine, double? MaxDifference, double MaxScoreDifference)
{
    /// <summary>FP32, where embeddings agree within 1e-5 in each element and scores within 5e-6.</summary>
    internal static SnapshotThresholds FullPrecision { get; } = new(0.99999, 1e-5, 5e-6);

    /// <summary>FP16 and BF16; elements have no bound of their own, for they grow with the model.</summary>
    internal static SnapshotThresholds ReducedPrecision { get; } = new(0.9999, null, 1e-2);
}
