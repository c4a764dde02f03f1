using System.Text;
using System.Text.Json.Nodes;
using VirNucPro.Models.Demo;
using VirNucPro.Models.DnabertS;
using VirNucPro.Models.Tests.Support;

namespace VirNucPro.Models.Tests.DnabertS;

/// <summary>The library's byte-pair encoding, which joins pair after pair, is the oracle.</summary>
public sealed class BytePairEncoderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(20261124);

    public void Dispose() => _folder.Dispose();

    [RealTokenizerFact]
    public void TenThousandsOfRandomWordsAreEncodedAsByTheLibrary()
    {
        var tokenizer = DnabertTokenizer.Open(Fixture.RealTokenizer);
        Compare(tokenizer, 100_000, () => RandomWord("ACGT", 60));
        Compare(tokenizer, 4_000, () => RandomWord("ACGTN", 600));
        Compare(tokenizer, 4_000, () => RepetitiveWord("ACGT", 400));
    }

    [RealTokenizerFact]
    public void AGenomeIsEncodedAsByTheLibrary()
    {
        var tokenizer = DnabertTokenizer.Open(Fixture.RealTokenizer);
        var genome = Encoding.ASCII.GetBytes(string.Concat(File.ReadLines(Fixture.LambdaPhage).Where(line => !line.StartsWith('>'))));
        Assert.Equal(tokenizer.EncodeText(genome), tokenizer.Encode(genome));
    }

    [Fact]
    public void WordsOfTheDemoTokenizerAreEncodedAsByTheLibrary()
    {
        var path = _folder.File("tokenizer.json");
        DemoTokenizer.Write(path, vocabularySize: 1024);
        var tokenizer = DnabertTokenizer.Open(path);
        Compare(tokenizer, 20_000, () => RandomWord("ACGTN", 60));
        Compare(tokenizer, 2_000, () => RepetitiveWord("ACGTacgtRY", 300));
    }

    [Fact]
    public void WordsOfMadeUpVocabulariesAreEncodedAsByTheLibrary()
    {
        // Merges that no training would give: tokens that never come up, long ones early, runs of one letter.
        for (var i = 0; i < 200; i++)
        {
            var letters = "ABCD"[..(1 + (i % 4))];
            var definition = RandomTokenizer(letters, merges: 1 + (i / 2));
            Assert.True(BytePairEncoder.TryCreate(Read(definition), out _));
            Compare(Open(definition), 200, () => _random.Next(2) == 0 ? RandomWord(letters, 40) : RepetitiveWord(letters, 60));
        }
    }

    [Fact]
    public void LongWordsTakeTimeByTheirLengthAlone()
    {
        // Joining pair after pair by looking through the word each time would take minutes.
        var tokenizer = Open(RandomTokenizer("AB", merges: 60));
        var word = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("AABABBBA", 500_000)));
        Assert.InRange(tokenizer.Encode(word).Length, 500_000, 4_000_002);
    }

    [Theory]
    [InlineData("""["A C","C A","AC A","A CA"]""")]
    [InlineData("""["AC G","A C"]""")]
    [InlineData("""["A U","A C"]""")]
    [InlineData("""["A C","AC CA"]""")]
    public void MergesThatTheMethodDoesNotHoldForAreLeftToTheLibrary(string merges)
    {
        var definition = Definition(["A", "C", "G", "U", "AC", "CA", "ACA", "ACG", "AU", "ACCA"], JsonNode.Parse(merges)!.AsArray());
        Assert.False(BytePairEncoder.TryCreate(Read(definition), out _));
        Compare(Open(definition), 2_000, () => RandomWord("ACGT", 30));
    }

    [Fact]
    public void AddedTokensThatAWordCanHoldAreFoundInIt()
    {
        var definition = Definition(["A", "C", "U", "AC"], ["A C"]);
        definition["added_tokens"] = new JsonArray(new JsonObject { ["id"] = 9, ["content"] = "CA" });
        Assert.Equal([0, 9, 1], Open(definition).Encode("ACAC"u8));
    }

    private static void Compare(DnabertTokenizer tokenizer, int count, Func<string> makeWord)
    {
        for (var i = 0; i < count; i++)
        {
            var word = makeWord();
            var letters = Encoding.ASCII.GetBytes(word);
            var (expected, actual) = (tokenizer.EncodeText(letters), tokenizer.Encode(letters));
            Assert.True(expected.AsSpan().SequenceEqual(actual), $"{word}: {string.Join(' ', actual)} for {string.Join(' ', expected)}");
        }
    }

    private string RandomWord(string letters, int mostLetters) =>
        string.Create(_random.Next(1, mostLetters + 1), letters, (word, from) => _random.GetItems<char>(from, word));

    private string RepetitiveWord(string letters, int mostLetters)
    {
        var word = new StringBuilder();
        while (word.Length < mostLetters)
        {
            word.Insert(0, RandomWord(letters, 6), _random.Next(1, 20));
        }

        return word.ToString(0, _random.Next(1, mostLetters + 1));
    }

    private JsonObject RandomTokenizer(string letters, int merges)
    {
        List<string> tokens = [.. letters.Select(letter => $"{letter}")];
        var joined = new JsonArray();
        for (var tries = 0; joined.Count < merges && tries < 10_000; tries++)
        {
            // Now and then a long pair; mostly one of short tokens, as words have more of them.
            var among = _random.Next(3) == 0 ? tokens.Count : Math.Min(tokens.Count, 8);
            var (left, right) = (tokens[_random.Next(among)], tokens[_random.Next(among)]);
            if (left.Length + right.Length <= 12 && !tokens.Contains(left + right))
            {
                tokens.Add(left + right);
                joined.Add($"{left} {right}");
            }
        }

        return Definition([.. tokens, "U"], joined);
    }

    private static JsonObject Definition(string[] vocabulary, JsonArray merges) => new()
    {
        ["added_tokens"] = new JsonArray(),
        ["post_processor"] = JsonNode.Parse("""{"type":"TemplateProcessing","single":[{"Sequence":{"id":"A","type_id":0}}],"special_tokens":{}}"""),
        ["model"] = new JsonObject
        {
            ["type"] = "BPE",
            ["unk_token"] = "U",
            ["vocab"] = new JsonObject(vocabulary.Select((token, id) => KeyValuePair.Create(token, (JsonNode?)id))),
            ["merges"] = merges,
        },
    };

    private DnabertTokenizer Open(JsonObject definition) => DnabertTokenizer.Open(Write(definition));

    private DnabertTokenizerDefinition Read(JsonObject definition)
    {
        using var file = JsonFile.Open(Write(definition));
        return DnabertTokenizerDefinition.Read(file);
    }

    private string Write(JsonObject definition)
    {
        var path = _folder.File("made-up.json");
        File.WriteAllText(path, definition.ToJsonString());
        return path;
    }
}
