namespace VirNucPro.Pipeline.Validation;

/// <summary>What a prediction with one chunk length has to do.</summary>
public sealed record ExpectedWork
{
    /// <summary>The chunk length in bp.</summary>
    public required int ExpectedLength { get; init; }

    /// <summary>Chunks.</summary>
    public required long Chunks { get; init; }

    /// <summary>Chunks without a reading frame free of stop codons; they get no result.</summary>
    public required long ChunksWithoutFrames { get; init; }

    /// <summary>Sequences no longer than a chunk, which are one chunk.</summary>
    public required long SequencesOfOneChunk { get; init; }

    /// <summary>Sequences that are not empty but get no result, for none of their chunks has a frame.</summary>
    public required long SequencesWithoutFrames { get; init; }

    /// <summary>Frames, each embedded by both encoders.</summary>
    public required long Frames { get; init; }

    /// <summary>Tokens of ESM-2: the amino acids, and two for each frame.</summary>
    public required long EsmTokens { get; init; }

    /// <summary>Tokens of DNABERT-S, counted in a sample of the frames; null without models.</summary>
    public required long? DnabertTokens { get; init; }

    /// <summary>Time on the device in seconds, models loaded; null without models.</summary>
    public required double? Seconds { get; init; }
}
