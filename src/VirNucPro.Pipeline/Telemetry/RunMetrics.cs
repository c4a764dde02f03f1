namespace VirNucPro.Pipeline.Telemetry;

/// <summary>The figures of a run that its summary shows beside the stages.</summary>
public sealed record RunMetrics
{
    /// <summary>Input sequences read, empty ones included.</summary>
    public required long Sequences { get; init; }

    /// <summary>Input sequences without a base.</summary>
    public required long EmptySequences { get; init; }

    /// <summary>Chunks cut.</summary>
    public required long Chunks { get; init; }

    /// <summary>Chunks without an open frame.</summary>
    public required long ChunksWithoutFrames { get; init; }

    /// <summary>Chunks called viral.</summary>
    public required long ViralChunks { get; init; }

    /// <summary>Open frames scored.</summary>
    public required long Frames { get; init; }

    /// <summary>What DNABERT-S did.</summary>
    public required EncoderMetrics Dnabert { get; init; }

    /// <summary>What ESM-2 did.</summary>
    public required EncoderMetrics Esm { get; init; }

    /// <summary>Largest resident memory of the process, in bytes.</summary>
    public required long PeakMemoryBytes { get; init; }

    /// <summary>Devices used.</summary>
    public required string Device { get; init; }

    /// <summary>Precision of the encoders.</summary>
    public required string Precision { get; init; }

    /// <summary>Version of libtorch.</summary>
    public required string LibtorchVersion { get; init; }

    /// <summary>Which models they were.</summary>
    public required ModelFingerprints Models { get; init; }

    /// <summary>Shards of the input.</summary>
    public required int Shards { get; init; }

    /// <summary>Shards whose results came from the checkpoint.</summary>
    public required int ReusedShards { get; init; }

    /// <summary>Wall time of the earlier sessions of the run, in seconds.</summary>
    public required double EarlierSeconds { get; init; }

    /// <summary>Seconds that another implementation took; null where not given.</summary>
    public double? BaselineSeconds { get; init; }

    /// <summary>What must be said of results made with demo models; null for real ones.</summary>
    public string? DemoNotice { get; init; }
}
