namespace VirNucPro.Tests;

/// <summary>A theory that needs the published tokenizer of DNABERT-S; skipped where that file is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealTokenizerTheoryAttribute : TheoryAttribute
{
    public RealTokenizerTheoryAttribute() => Skip = RealTokenizer.SkipReason;
}
