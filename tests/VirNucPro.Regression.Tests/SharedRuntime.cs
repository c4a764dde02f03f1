namespace VirNucPro.Regression.Tests;

/// <summary>Tests that share one runtime; they run one after another, as each uses all cores.</summary>
[CollectionDefinition(Name)]
public sealed class SharedRuntime : ICollectionFixture<RuntimeFixture>
{
    public const string Name = "Runtime";
}
