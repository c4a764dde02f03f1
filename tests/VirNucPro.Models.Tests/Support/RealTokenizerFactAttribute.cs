namespace VirNucPro.Models.Tests.Support;

/// <summary>A test of the published tokenizer file, which is not ours to commit.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class RealTokenizerFactAttribute : FactAttribute
{
    public RealTokenizerFactAttribute()
    {
        if (!File.Exists(TokenizerPath))
        {
            Skip = $"needs DNABERT-S's own tokenizer.json, which is not part of this repository: {TokenizerPath}";
        }
    }

    public static string TokenizerPath => Fixture.GoldenPath("tokenizer/tokenizer.json");
}
