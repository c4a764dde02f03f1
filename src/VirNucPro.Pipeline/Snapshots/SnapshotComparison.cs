namespace VirNucPro.Pipeline.Snapshots;

/// <summary>A run compared with a snapshot.</summary>
public sealed record SnapshotComparison
{
    /// <summary>What the snapshot was made with, by name.</summary>
    public required IReadOnlyDictionary<string, string> Snapshot { get; init; }

    /// <summary>What this run was made with, by the same names.</summary>
    public required IReadOnlyDictionary<string, string> Run { get; init; }

    /// <summary>What the comparison had to keep to.</summary>
    public required SnapshotThresholds Thresholds { get; init; }

    /// <summary>Embeddings by encoder and length.</summary>
    public required IReadOnlyList<ComparedBucket> Buckets { get; init; }

    /// <summary>Frames compared.</summary>
    public required long Frames { get; init; }

    /// <summary>Frames whose own call is the snapshot's.</summary>
    public required long EqualFrameLabels { get; init; }

    /// <summary>Chunks compared, those with a frame.</summary>
    public required long Chunks { get; init; }

    /// <summary>Chunks whose verdict is the snapshot's.</summary>
    public required long EqualChunkVerdicts { get; init; }

    /// <summary>Largest absolute difference of a score.</summary>
    public required double MaxScoreDifference { get; init; }

    /// <summary>Mean absolute difference of the scores.</summary>
    public required double MeanScoreDifference { get; init; }

    /// <summary>The thresholds that are broken, each with the worst frame and its value; none where all are kept.</summary>
    public required IReadOnlyList<string> Failures { get; init; }
}
