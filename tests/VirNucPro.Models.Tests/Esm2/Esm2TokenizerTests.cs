using System.Text;
using System.Text.Json;
using VirNucPro.Models.Esm2;
using VirNucPro.Models.Tests.Support;

namespace VirNucPro.Models.Tests.Esm2;

public sealed class Esm2TokenizerTests
{
    private readonly Esm2Tokenizer _tokenizer = new();

    [Fact]
    public void SequencesGiveTheReferencesIds()
    {
        var records = Fixture.Json("esm2/tokens.json").EnumerateArray().ToArray();
        Assert.Equal(28, records.Length);
        Assert.All(records, record => Assert.Equal(record.GetProperty("tokens").Integers(), Encode(record.GetProperty("seq").GetString()!)));
    }

    [Fact]
    public void EdgeCasesAreTakenOrRefusedAsByTheReference()
    {
        foreach (var edgeCase in Fixture.Json("esm2/token_edge_cases.json").EnumerateArray())
        {
            var text = edgeCase.GetProperty("text").GetString()!;
            if (edgeCase.GetProperty("tokens") is { ValueKind: JsonValueKind.Array } tokens)
            {
                Assert.Equal(tokens.Integers(), Encode(text));
            }
            else
            {
                Assert.Throws<TokenizationException>(() => Encode(text));
            }
        }
    }

    [Theory]
    [InlineData("MKL*", "'*' at position 4")]
    [InlineData("MK J", "'J' at position 4")]
    [InlineData("<mask>m", "'m' at position 7")]
    [InlineData("M<MASK>K", "'<' at position 2")]
    [InlineData("Mé", "the byte 0xC3 at position 2")]
    public void UnknownLetterIsNamedWithItsPosition(string text, string fragment)
    {
        var failure = Assert.Throws<TokenizationException>(() => Encode(text));
        Assert.Contains(fragment, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void VocabularyOfAnotherModelIsRefused()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("vocab.txt"), "<cls>\n<pad>\n");
        var failure = Assert.Throws<ModelException>(() => Esm2Tokenizer.Open(folder.Path));
        Assert.Contains("vocab.txt", failure.Message, StringComparison.Ordinal);
        Assert.IsType<Esm2Tokenizer>(Esm2Tokenizer.Open(Fixture.Path("esm2/a")));
    }

    [Fact]
    public void VocabularyThatCannotBeReadIsNamed()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("vocab.txt");
        using var locked = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None);

        var failure = Assert.Throws<ModelException>(() => Esm2Tokenizer.Open(folder.Path));

        Assert.StartsWith($"{path} can't be read: ", failure.Message, StringComparison.Ordinal);
        Assert.IsType<IOException>(failure.InnerException);
    }

    private int[] Encode(string text) => _tokenizer.Encode(Encoding.UTF8.GetBytes(text));
}
