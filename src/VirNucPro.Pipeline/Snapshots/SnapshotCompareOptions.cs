namespace VirNucPro.Pipeline.Snapshots;

/// <summary>What <see cref="SnapshotRun.Compare(SnapshotCompareOptions, Microsoft.Extensions.Logging.ILoggerFactory, TimeProvider, IProgress{RunProgress}?, CancellationToken)"/> does.</summary>
public sealed record SnapshotCompareOptions
{
    /// <summary>The snapshot.</summary>
    public required string SnapshotPath { get; init; }

    /// <summary>Folder with <c>dnabert-s/</c>, <c>esm2/</c> and <c>classifier/</c>.</summary>
    public required string ModelsDirectory { get; init; }

    /// <summary>A classifier file outside the models folder; null takes the folder's own.</summary>
    public string? ClassifierPath { get; init; }

    /// <summary>Devices, precision and batches.</summary>
    public ComputeOptions Compute { get; init; } = new();

    /// <summary>Compare although weights, tokenizer or classifier are others than the snapshot's.</summary>
    public bool OtherWeights { get; init; }

    /// <summary>Smallest cosine of an embedding; null takes the precision's.</summary>
    public double? MinCosine { get; init; }

    /// <summary>Largest absolute difference of an embedding's element; null takes the precision's.</summary>
    public double? MaxDifference { get; init; }

    /// <summary>Largest absolute difference of a score; null takes the precision's.</summary>
    public double? MaxScoreDifference { get; init; }

    /// <summary>File for the comparison as JSON, replaced where it exists; null writes none.</summary>
    public string? JsonPath { get; init; }

    /// <summary>File for a picture of the differences, <c>.png</c> or <c>.svg</c>, replaced where it exists; null writes none.</summary>
    public string? PlotPath { get; init; }
}
