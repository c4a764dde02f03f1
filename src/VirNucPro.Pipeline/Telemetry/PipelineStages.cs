namespace VirNucPro.Pipeline.Telemetry;

/// <summary>The stages as a list, and their names for people.</summary>
public static class PipelineStages
{
    private static readonly string[] Names =
    [
        "Sequence Chunking",
        "Six-Frame Translation",
        "Nucleotide File Splitting",
        "Protein File Splitting",
        "DNABERT-S Feature Extraction",
        "ESM-2 Feature Extraction",
        "Feature Merging",
        "Model Prediction",
        "Consensus Scoring",
    ];

    /// <summary>Every stage, in order.</summary>
    public static IReadOnlyList<PipelineStage> All { get; } = Enum.GetValues<PipelineStage>();

    /// <summary>The reference's name of a stage, for example <c>Six-Frame Translation</c>.</summary>
    /// <param name="stage">The stage.</param>
    public static string NameOf(PipelineStage stage) => Names[(int)stage];
}
