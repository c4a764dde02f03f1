namespace VirNucPro.Pipeline.Snapshots;

/// <summary>What <see cref="SnapshotRun.Create(SnapshotCreateOptions, Microsoft.Extensions.Logging.ILoggerFactory, TimeProvider, IProgress{RunProgress}?, CancellationToken)"/> does.</summary>
public sealed record SnapshotCreateOptions
{
    /// <summary>Files of sequences, read one after the other; at most once <c>-</c> for standard input.</summary>
    public required IReadOnlyList<string> InputPaths { get; init; }

    /// <summary>The snapshot to write.</summary>
    public required string OutputPath { get; init; }

    /// <summary>Folder with <c>dnabert-s/</c>, <c>esm2/</c> and <c>classifier/</c>.</summary>
    public required string ModelsDirectory { get; init; }

    /// <summary>A classifier file outside the models folder; null takes the folder's own.</summary>
    public string? ClassifierPath { get; init; }

    /// <summary>Chunk length in bp.</summary>
    public int ExpectedLengthBp { get; init; } = 500;

    /// <summary>Devices and batches; the precision must be <c>auto</c> or <c>fp32</c>, and is FP32.</summary>
    public ComputeOptions Compute { get; init; } = new();

    /// <summary>Replace a file that exists.</summary>
    public bool Force { get; init; }
}
