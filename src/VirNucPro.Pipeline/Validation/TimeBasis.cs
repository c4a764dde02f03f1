namespace VirNucPro.Pipeline.Validation;

/// <summary>What times were estimated from.</summary>
/// <param name="Device">The devices; the first one was measured.</param>
/// <param name="Precision"><c>fp32</c>, <c>fp16</c> or <c>bf16</c>.</param>
/// <param name="LoadingSeconds">What loading both encoders took; each estimate includes it.</param>
/// <param name="SampledFrames">Frames of the chunk lengths together that were embedded to measure.</param>
/// <param name="IsDemo">True where the models are demo models, which are far faster than the real ones.</param>
public sealed record TimeBasis(string Device, string Precision, double LoadingSeconds, int SampledFrames, bool IsDemo);
