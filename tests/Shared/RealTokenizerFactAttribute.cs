namespace VirNucPro.Tests;

/// <summary>A test that needs the published tokenizer of DNABERT-S; skipped where that file is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealTokenizerFactAttribute : FactAttribute
{
    public RealTokenizerFactAttribute() => Skip = RealTokenizer.SkipReason;
}
