namespace VirNucPro.Pipeline.Benchmarking;

/// <summary>How fast an encoder is with one batch, and beside its matrix products alone.</summary>
/// <param name="Shape">The encoder.</param>
/// <param name="Precision">Type of its matrix products.</param>
/// <param name="Batch">Sequences of the batch.</param>
/// <param name="Tokens">Tokens of each.</param>
/// <param name="Layers">Blocks that ran.</param>
/// <param name="OfLayers">Blocks of the whole encoder, for which the figures are: the time of those that ran, embedding and pooling included, times as many.</param>
/// <param name="Rounds">Times that encoder and products took turns; times are medians.</param>
/// <param name="TokensPerS">Tokens a second.</param>
/// <param name="Tflops">10¹² floating-point operations a second, those of attention's own products apart.</param>
/// <param name="OverGemm">The encoder's time over that of its plain <c>aten::linear</c> products alone in FP32; the median of the rounds.</param>
/// <param name="OverGemmOfPrecision">The same over the products in the encoder's own precision.</param>
/// <param name="OverGemmLow">Lower end of the interval that holds <paramref name="OverGemm"/>'s true median in 95 of 100 cases; of fewer than six rounds their least. Null in a file of an earlier version.</param>
/// <param name="OverGemmHigh">Its upper end.</param>
public sealed record EncoderRate(
    string Shape,
    string Precision,
    int Batch,
    int Tokens,
    int Layers,
    int OfLayers,
    int Rounds,
    double TokensPerS,
    double Tflops,
    double OverGemm,
    double OverGemmOfPrecision,
    double? OverGemmLow = null,
    double? OverGemmHigh = null);
