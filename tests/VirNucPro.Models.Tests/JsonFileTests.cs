using VirNucPro.Models.DnabertS;
using VirNucPro.Models.Tests.Support;

namespace VirNucPro.Models.Tests;

public sealed class JsonFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("""{"model_type":"\ud800"}""", "\"model_type\" is \\ud800, but only bert")]
    [InlineData("""{"model_type":7}""", "\"model_type\" is 7, but only bert")]
    [InlineData("""{}""", "\"model_type\" is missing")]
    [InlineData("""{"model_type":"\udc00\ud800","hidden_act":"gelu"}""", "but only bert")]
    [InlineData("""{"model_type":"bert","model_type":"bert"}""", "not valid JSON")]
    public void ConfigurationThatIsNoneIsRefused(string text, string fragment)
    {
        File.WriteAllText(_folder.File("config.json"), text);
        AssertRefused(fragment);
    }

    [Fact]
    public void FileThatIsNotUtf8IsRefused()
    {
        File.WriteAllBytes(_folder.File("config.json"), [.. "{\"model_type\":\"b"u8, 0xF9, .. "\"}"u8]);
        AssertRefused("not UTF-8");
    }

    [Fact]
    public void FileFarTooLargeIsNotRead()
    {
        using (var file = File.Create(_folder.File("config.json")))
        {
            file.SetLength(100_000_001);
        }

        AssertRefused("100000001 bytes");
    }

    [Fact]
    public void LongValueIsQuotedInPart()
    {
        File.WriteAllText(_folder.File("config.json"), $$"""{"model_type":"{{new string('x', 5000)}}"}""");
        AssertRefused("xxx…, but only bert");
    }

    private void AssertRefused(string fragment)
    {
        var failure = Assert.Throws<ModelException>(() => DnabertConfiguration.Read(_folder.File("config.json")));
        Assert.StartsWith(_folder.File("config.json"), failure.Message, StringComparison.Ordinal);
        Assert.Contains(fragment, failure.Message, StringComparison.Ordinal);
        Assert.True(failure.Message.Length < 500, "The message is too long for a line.");
    }
}
