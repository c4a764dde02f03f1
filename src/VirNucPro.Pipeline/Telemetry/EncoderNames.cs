namespace VirNucPro.Pipeline.Telemetry;

/// <summary>The encoders, as people know them.</summary>
internal static class EncoderNames
{
    /// <summary>The one of DNA.</summary>
    public const string DnabertS = "DNABERT-S";

    /// <summary>The one of proteins.</summary>
    public const string Esm2 = "ESM-2";
}
