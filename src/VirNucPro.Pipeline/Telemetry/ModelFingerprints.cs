namespace VirNucPro.Pipeline.Telemetry;

/// <summary>What tells the models of one run from those of another.</summary>
/// <param name="DnabertS">Fingerprint of DNABERT-S in <c>models.json</c>; null where it was not imported.</param>
/// <param name="Esm2">Fingerprint of ESM-2 in <c>models.json</c>; null where it was not imported.</param>
/// <param name="Classifier">Fingerprint of the classifier in <c>models.json</c>; null where it was not imported.</param>
public sealed record ModelFingerprints(string? DnabertS, string? Esm2, string? Classifier);
