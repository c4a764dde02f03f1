namespace VirNucPro.Pipeline.ModelFiles;

/// <summary>What <see cref="ModelImportRun"/> does.</summary>
public sealed record ImportOptions
{
    /// <summary>ESM-2: a file of weights or a folder with one; null leaves this part alone.</summary>
    public string? Esm2Path { get; init; }

    /// <summary>DNABERT-S: a file of weights or a folder with one, its configuration and tokenizer beside it; null leaves this part alone.</summary>
    public string? DnabertPath { get; init; }

    /// <summary>The classifier's file; null leaves this part alone.</summary>
    public string? ClassifierPath { get; init; }

    /// <summary>Chunk length in bp that the classifier was trained for.</summary>
    public int ExpectedLengthBp { get; init; } = 500;

    /// <summary>The models folder to make or to add to.</summary>
    public required string OutputDirectory { get; init; }

    /// <summary>Store FP32 weights of the encoders as FP16.</summary>
    public bool HalfPrecision { get; init; }

    /// <summary>Replace parts that are in the folder already.</summary>
    public bool Force { get; init; }
}
