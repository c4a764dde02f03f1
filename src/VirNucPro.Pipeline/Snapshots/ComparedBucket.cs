namespace VirNucPro.Pipeline.Snapshots;

/// <summary>Embeddings of like length, compared with a snapshot's.</summary>
/// <param name="Encoder">The encoder.</param>
/// <param name="FromTokens">Fewest tokens of a frame.</param>
/// <param name="ToTokens">One more than the most.</param>
/// <param name="Frames">Frames compared.</param>
/// <param name="MinCosine">Smallest cosine; not a number where an embedding is zero or not finite.</param>
/// <param name="MeanCosine">Mean cosine.</param>
/// <param name="MaxRelativeNorm">Largest |‖now‖ / ‖snapshot‖ − 1|.</param>
/// <param name="MaxDifference">Largest absolute difference of an element.</param>
public sealed record ComparedBucket(
    string Encoder,
    int FromTokens,
    int ToTokens,
    long Frames,
    double MinCosine,
    double MeanCosine,
    double MaxRelativeNorm,
    double MaxDifference);
