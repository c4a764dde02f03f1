namespace VirNucPro.Pipeline.Telemetry;

/// <summary>The nine stages of the reference, in its order.</summary>
public enum PipelineStage
{
    /// <summary>Cutting the input sequences into chunks.</summary>
    SequenceChunking,

    /// <summary>Translating each chunk and keeping its open frames.</summary>
    SixFrameTranslation,

    /// <summary>Tokenizing the frames' DNA; the reference's splitting into files is the forming of shards here.</summary>
    NucleotideSplitting,

    /// <summary>Tokenizing the frames' proteins.</summary>
    ProteinSplitting,

    /// <summary>Loading and running DNABERT-S.</summary>
    DnabertExtraction,

    /// <summary>Loading and running ESM-2.</summary>
    EsmExtraction,

    /// <summary>Joining both embeddings of a frame.</summary>
    FeatureMerging,

    /// <summary>Scoring the frames with the classifier.</summary>
    ModelPrediction,

    /// <summary>Calling the chunks and writing the results.</summary>
    ConsensusScoring,
}
