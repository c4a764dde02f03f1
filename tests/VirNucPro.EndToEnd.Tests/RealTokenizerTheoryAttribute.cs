namespace VirNucPro.EndToEnd.Tests;

/// <summary>A theory that needs the real tokenizer; skipped where that file is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealTokenizerTheoryAttribute : TheoryAttribute
{
    public RealTokenizerTheoryAttribute()
    {
        if (!File.Exists(Repository.RealTokenizer))
        {
            Skip = $"needs the real DNABERT-S tokenizer, which is not in the repository: {Repository.RealTokenizer} (or set VIRNUCPRO_GOLDEN)";
        }
    }
}
