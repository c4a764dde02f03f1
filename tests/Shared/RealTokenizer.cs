namespace VirNucPro.Tests;

/// <summary>Whether tests of the published tokenizer can run.</summary>
internal static class RealTokenizer
{
    /// <summary>Why they can't; null where they can.</summary>
    public static string? SkipReason { get; } = File.Exists(Fixture.RealTokenizer)
        ? null
        : $"needs DNABERT-S's own tokenizer.json, which is not part of the repository: {Fixture.RealTokenizer} (or set {Fixture.GoldenVariable})";
}
