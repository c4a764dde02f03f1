namespace VirNucPro.Pipeline.ModelFiles;

/// <summary>What <see cref="ModelVerification"/> does.</summary>
public sealed record VerificationOptions
{
    /// <summary>The models folder.</summary>
    public required string ModelsDirectory { get; init; }

    /// <summary>
    /// Folder with the sequences of the reference, each as <c>NAME.fa</c> or <c>NAME/input.fa</c>, and perhaps with its embeddings,
    /// <c>NAME/ids.json</c>, <c>NAME/dnabert_f32.npy</c> and <c>NAME/esm_f32.npy</c>; null leaves these checks out.
    /// </summary>
    public string? ReferenceDirectory { get; init; }

    /// <summary>Where the reference's sequences are computed.</summary>
    public ComputeOptions Compute { get; init; } = new();
}
