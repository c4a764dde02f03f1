using System.Text;
using System.Text.Json.Nodes;
using VirNucPro.Models.Demo;
using VirNucPro.Models.DnabertS;
using VirNucPro.Models.Tests.Support;

namespace VirNucPro.Models.Tests.DnabertS;

public sealed class DnabertTokenizerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RealTokenizerFact]
    public void GoldenStringsGiveTheReferencesIds()
    {
        var tokenizer = DnabertTokenizer.Open(Fixture.RealTokenizer);
        var records = Fixture.Parse(Fixture.GoldenPath("tokenizer/tokenizer_golden.json")).EnumerateArray().ToArray();
        Assert.Equal(188, records.Length);
        Assert.All(records, record => Assert.Equal(record.GetProperty("ids").Integers(), Encode(tokenizer, record.GetProperty("text").GetString()!)));
    }

    [RealTokenizerFact]
    public void FilesWithAndWithoutTruncationAndPaddingGiveTheSameIds()
    {
        var dnabertS = DnabertTokenizer.Open(Fixture.RealTokenizer);
        var dnabert2 = DnabertTokenizer.Open(Fixture.GoldenPath("tokenizer/tokenizer_dnabert2.json"));
        var longSequence = string.Concat(Enumerable.Repeat("ACGGTCATTGCAAGT", 1000));
        var ids = Encode(dnabertS, longSequence);
        Assert.Equal(ids, Encode(dnabert2, longSequence));
        Assert.True(ids.Length > 2000, $"{ids.Length} tokens are no more than the file's truncation.");
    }

    [Fact]
    public void PairsAreJoinedByTheRankOfTheirMerge()
    {
        // Ranks: A C, G T, AC GT. ACGTAC: AC and GT first, then ACGT; the last AC stays.
        var tokenizer = OpenSmall();
        Assert.Equal([1, 12, 10, 2], Encode(tokenizer, "ACGTAC"));
        Assert.Equal([1, 5, 5, 10, 6, 2], Encode(tokenizer, "AAACC"));
    }

    [Theory]
    [InlineData("", new[] { 1, 2 })]
    [InlineData("AXYC", new[] { 1, 5, 0, 0, 6, 2 })]
    [InlineData("ac", new[] { 1, 0, 0, 2 })]
    [InlineData("A C", new[] { 1, 5, 6, 2 })]
    [InlineData("A--C", new[] { 1, 5, 0, 0, 6, 2 })]
    [InlineData("AC[MASK]GT", new[] { 1, 10, 4, 11, 2 })]
    [InlineData("AéC", new[] { 1, 5, 0, 6, 2 })]
    [InlineData("AC\tGT\n", new[] { 1, 10, 11, 2 })]
    public void LettersOutsideTheVocabularyAreUnknownOneByOne(string text, int[] ids) => Assert.Equal(ids, Encode(OpenSmall(), text));

    [Fact]
    public void LongWordsAndPiecesOfATextAreJoinedAlike()
    {
        // The same letters through the path for plain letters and through the regular expression.
        var tokenizer = OpenSmall();
        var word = string.Concat(Enumerable.Repeat("ACGTTACG", 1000));
        var plain = Encode(tokenizer, word);
        Assert.Equal([.. plain[..^1], .. plain[1..]], Encode(tokenizer, $"{word} {word}"));
    }

    [Fact]
    public async Task SeveralThreadsGetTheSameIds()
    {
        var tokenizer = OpenSmall();
        string[] texts = [.. Enumerable.Range(1, 200).Select(i => string.Concat(Enumerable.Repeat("ACGTTACGA", i))[(i % 7)..])];
        int[][] expected = [.. texts.Select(text => Encode(tokenizer, text))];
        var shared = OpenSmall();
        var results = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => texts.Select(text => Encode(shared, text)).ToArray())));
        Assert.All(results, result => Assert.Equal(expected, result));
    }

    [Theory]
    [InlineData("normalizer", """{"type":"Lowercase"}""", "normalizer")]
    [InlineData("pre_tokenizer", """{"type":"ByteLevel"}""", "pre_tokenizer")]
    [InlineData("post_processor", """{"type":"BertProcessing"}""", "post_processor")]
    [InlineData("post_processor", """{"type":"TemplateProcessing","single":[],"special_tokens":{}}""", "0 places for the sequence")]
    [InlineData("model", """{"type":"WordPiece"}""", "WordPiece")]
    [InlineData("model", """{"type":"BPE","unk_token":"[UNK]","vocab":{"A":0},"merges":[]}""", "[UNK]")]
    [InlineData("model", """{"type":"BPE","unk_token":"U","vocab":{"U":0,"A":1},"merges":["A A"]}""", "merge 1")]
    [InlineData("model", """{"type":"BPE","unk_token":"U","vocab":{"U":"x"},"merges":[]}""", "layout")]
    [InlineData("model", """{"type":"BPE","unk_token":"U","vocab":{"U":0,"A":-1},"merges":[]}""", "token \"A\"")]
    [InlineData("model", """{"type":"BPE","unk_token":"U","vocab":{"U":0,"A":0},"merges":[]}""", "token \"A\"")]
    [InlineData("model", """{"type":"BPE","unk_token":"U","vocab":{"U":0,"":1},"merges":[]}""", "token \"\"")]
    [InlineData("model", """{"type":"BPE","unk_token":"U","vocab":{"U":0,"A":1,"AA":2},"merges":["A A","A A"]}""", "merge 2")]
    [InlineData("model", """{"type":"BPE","unk_token":"U","vocab":{"U":0,"A B":1,"C":2,"A BC":3},"merges":[["A B","C"]]}""", "merge 1")]
    [InlineData("added_tokens", """[{"id":5,"content":"[NEW]"}]""", "added token \"[NEW]\"")]
    [InlineData("added_tokens", """[{"id":13,"content":"[NEW]"},{"id":14,"content":"[NEW]"}]""", "added token \"[NEW]\"")]
    [InlineData("added_tokens", """[{"id":13,"content":""}]""", "added token \"\"")]
    [InlineData("added_tokens", """[{"id":-1,"content":"[NEW]"}]""", "added token \"[NEW]\"")]
    [InlineData("post_processor", """{"type":"TemplateProcessing","single":[{"Sequence":{}},{"Sequence":{}}],"special_tokens":{}}""", "2 places for the sequence")]
    [InlineData("post_processor", """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"X"}},{"Sequence":{}}],"special_tokens":{"X":{"ids":[99]}}}""", "no token's")]
    [InlineData("post_processor", """{"type":"TemplateProcessing","single":[{"SpecialToken":{"id":"X"}},{"Sequence":{}}],"special_tokens":{"X":{"ids":[]}}}""", "without ids")]
    [InlineData("model", "7", "layout")]
    public void FileWithStepsThatAreNotTakenIsRefused(string part, string value, string fragment)
    {
        var definition = JsonNode.Parse(SmallTokenizer)!;
        definition[part] = JsonNode.Parse(value);
        AssertRefused(definition.ToJsonString(), fragment);
    }

    [Theory]
    [InlineData("{}", "layout")]
    [InlineData("not JSON", "not valid JSON")]
    [InlineData("""{"\ud800":1}""", "not valid JSON")]
    [InlineData("", "not valid JSON")]
    public void UnreadableFileIsNamed(string text, string fragment) => AssertRefused(text, fragment);

    [Fact]
    public void TemplateThatWouldGrowWithoutBoundIsRefused()
    {
        // 10,000 times a token of 10,000 ids.
        var definition = JsonNode.Parse(SmallTokenizer)!;
        definition["post_processor"]!["single"] = new JsonArray([.. Enumerable.Range(0, 10_000).Select(_ => JsonNode.Parse("""{"SpecialToken":{"id":"X"}}"""))]);
        definition["post_processor"]!["special_tokens"] = new JsonObject { ["X"] = new JsonObject { ["ids"] = new JsonArray([.. Enumerable.Range(0, 10_000).Select(_ => JsonValue.Create(1))]) } };
        AssertRefused(definition.ToJsonString(), "more than 100 ids");
    }

    [Fact]
    public void FileWithThousandsOfAddedTokensIsRefused()
    {
        var definition = JsonNode.Parse(SmallTokenizer)!;
        definition["added_tokens"] = new JsonArray([.. Enumerable.Range(100, 1001).Select(id => new JsonObject { ["id"] = id, ["content"] = $"[{id}]" })]);
        AssertRefused(definition.ToJsonString(), "1001 added tokens");
    }

    [Fact]
    public void HalfASurrogatePairIsRefused() => AssertRefused(SmallTokenizer.Replace("\"A C\"", @"""\ud800 C""", StringComparison.Ordinal), "layout");

    [Fact]
    public void DemoTokenizerSplitsDnaIntoItsLetters()
    {
        var path = _folder.File("tokenizer.json");
        DemoTokenizer.Write(path, vocabularySize: 512);
        var tokenizer = DnabertTokenizer.Open(path);
        var tokens = Fixture.Parse(path).GetProperty("model").GetProperty("vocab").EnumerateObject().ToDictionary(entry => entry.Value.GetInt32(), entry => entry.Name);
        const string Dna = "ATGGCGTACGATTACAGGCTTAACGNNACGTTTAAACCCGGGATCGATCGGCTA";

        var ids = Encode(tokenizer, Dna);

        Assert.Equal(512, tokens.Count);
        Assert.Equal($"[CLS]{Dna}[SEP]", string.Concat(ids.Select(id => tokens[id])));
        Assert.InRange(ids.Length, 12, 30);
    }

    [Fact]
    public void ArrayFormOfMergesIsReadAlike()
    {
        var definition = JsonNode.Parse(SmallTokenizer)!;
        definition["model"]!["merges"] = JsonNode.Parse("""[["A","C"],["G","T"],["AC","GT"]]""");
        Assert.Equal(Encode(OpenSmall(), "ACGTACGA"), Encode(Open(definition.ToJsonString()), "ACGTACGA"));
    }

    private const string SmallTokenizer = """
        {
          "truncation": {"direction": "Right", "max_length": 3, "strategy": "LongestFirst", "stride": 0},
          "padding": {"strategy": {"Fixed": 2000}, "pad_id": 3, "pad_token": "[PAD]"},
          "added_tokens": [
            {"id": 0, "content": "[UNK]"}, {"id": 1, "content": "[CLS]"}, {"id": 2, "content": "[SEP]"},
            {"id": 3, "content": "[PAD]"}, {"id": 4, "content": "[MASK]"}
          ],
          "normalizer": null,
          "pre_tokenizer": {"type": "Whitespace"},
          "post_processor": {
            "type": "TemplateProcessing",
            "single": [{"SpecialToken": {"id": "[CLS]", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}, {"SpecialToken": {"id": "[SEP]", "type_id": 0}}],
            "special_tokens": {"[CLS]": {"id": "[CLS]", "ids": [1]}, "[SEP]": {"id": "[SEP]", "ids": [2]}}
          },
          "model": {
            "type": "BPE", "dropout": null, "unk_token": "[UNK]", "continuing_subword_prefix": null, "end_of_word_suffix": null, "fuse_unk": false,
            "vocab": {"[UNK]": 0, "[CLS]": 1, "[SEP]": 2, "[PAD]": 3, "[MASK]": 4, "A": 5, "C": 6, "G": 7, "T": 8, "N": 9, "AC": 10, "GT": 11, "ACGT": 12},
            "merges": ["A C", "G T", "AC GT"]
          }
        }
        """;

    private DnabertTokenizer OpenSmall() => Open(SmallTokenizer);

    private DnabertTokenizer Open(string text)
    {
        var path = _folder.File("tokenizer.json");
        File.WriteAllText(path, text);
        return DnabertTokenizer.Open(path);
    }

    private void AssertRefused(string text, string fragment)
    {
        var failure = Assert.Throws<ModelException>(() => Open(text));
        Assert.StartsWith(_folder.File("tokenizer.json"), failure.Message, StringComparison.Ordinal);
        Assert.Contains(fragment, failure.Message, StringComparison.Ordinal);
    }

    private static int[] Encode(DnabertTokenizer tokenizer, string text) => tokenizer.Encode(Encoding.UTF8.GetBytes(text));
}
