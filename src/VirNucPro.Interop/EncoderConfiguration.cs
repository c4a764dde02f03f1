namespace VirNucPro.Interop;

/// <summary>The shape of an encoder, as its <c>config.json</c> gives it.</summary>
/// <param name="Architecture">The family that the weights belong to.</param>
/// <param name="LayerCount">Transformer blocks.</param>
/// <param name="HiddenSize">Width D of the embeddings; a multiple of <paramref name="HeadCount"/>.</param>
/// <param name="HeadCount">Attention heads of a block.</param>
/// <param name="IntermediateSize">Width of the feed-forward layer; of one half of it where it is gated.</param>
/// <param name="VocabularySize">Rows of the token embedding; token ids lie in [0, VocabularySize).</param>
/// <param name="TokenDropout">ESM-2: embeddings are scaled as after training with token dropout.</param>
/// <param name="LayerNormEpsilon">Added to the variance in every LayerNorm.</param>
public sealed record EncoderConfiguration(
    EncoderArchitecture Architecture,
    int LayerCount,
    int HiddenSize,
    int HeadCount,
    int IntermediateSize,
    int VocabularySize,
    bool TokenDropout,
    double LayerNormEpsilon);
