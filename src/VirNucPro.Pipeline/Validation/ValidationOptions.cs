namespace VirNucPro.Pipeline.Validation;

/// <summary>What <see cref="ValidationRun"/> does.</summary>
public sealed record ValidationOptions
{
    /// <summary>Files of sequences, read one after the other; <c>-</c>, at most once, is standard input.</summary>
    public required IReadOnlyList<string> InputPaths { get; init; }

    /// <summary>Folder with the models that the time is measured with; null estimates no time.</summary>
    public string? ModelsDirectory { get; init; }

    /// <summary>Devices, precision and batches that the time is estimated for.</summary>
    public ComputeOptions Compute { get; init; } = new();
}
