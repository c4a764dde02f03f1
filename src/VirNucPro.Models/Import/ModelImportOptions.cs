namespace VirNucPro.Models.Import;

/// <summary>What <see cref="ModelImport"/> shall bring into a models folder; at least one of the three parts.</summary>
public sealed record ModelImportOptions
{
    /// <summary>
    /// ESM-2: fair-esm's checkpoint (<c>.pt</c>), Hugging Face's weights (<c>.safetensors</c>, its index, <c>.bin</c>) with
    /// <c>config.json</c> beside them, or the folder that holds either; null leaves this part alone.
    /// </summary>
    public string? Esm2Path { get; init; }

    /// <summary>
    /// DNABERT-S: its weights (<c>.safetensors</c>, its index, <c>.bin</c>) with <c>config.json</c> and <c>tokenizer.json</c>
    /// beside them, or the folder that holds them; null leaves this part alone.
    /// </summary>
    public string? DnabertPath { get; init; }

    /// <summary>Upstream's classifier (<c>.pth</c>), or its state dict (<c>.pt</c>, <c>.safetensors</c>); null leaves this part alone.</summary>
    public string? ClassifierPath { get; init; }

    /// <summary>Chunk length in bp that the classifier was trained for.</summary>
    public int ExpectedLengthBp { get; init; } = 500;

    /// <summary>The models folder; made where it does not exist, and added to where it does.</summary>
    public required string OutputDirectory { get; init; }

    /// <summary>Whether the matrices of the encoders are stored as FP16 where the source has FP32 or FP64; the classifier never is.</summary>
    public bool HalfPrecision { get; init; }

    /// <summary>Whether a part that is already in the folder is replaced.</summary>
    public bool Force { get; init; }

    /// <summary>Bytes of tensors in one weights file; above, they are split over several.</summary>
    internal long MaximumShardBytes { get; init; } = 5_000_000_000;
}
