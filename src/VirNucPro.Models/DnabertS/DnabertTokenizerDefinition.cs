using System.Text.Json;

namespace VirNucPro.Models.DnabertS;

/// <summary>The parts of a Hugging Face <c>tokenizer.json</c> that decide the ids of a sequence.</summary>
internal sealed class DnabertTokenizerDefinition
{
    /// <summary>Each added token makes the search for all of them slower; a model has a handful.</summary>
    private const int MaximumAddedTokens = 1000;

    /// <summary>A template names a token once and gets all of its ids: unbounded, a file of 1 MB could ask for gigabytes of them.</summary>
    private const int MaximumTemplateIds = 100;

    private readonly JsonFile _file;
    private readonly HashSet<int> _ids = [];
    private readonly HashSet<(string Left, string Right)> _joined = [];

    private DnabertTokenizerDefinition(JsonFile file) => _file = file;

    /// <summary>Ids by token.</summary>
    public Dictionary<string, int> Vocabulary { get; } = new(StringComparer.Ordinal);

    /// <summary>Pairs to join, in the order of their ranks: "left right".</summary>
    public List<string> Merges { get; } = [];

    /// <summary>Tokens that are found in the text before anything else is done: [MASK] and the like.</summary>
    public Dictionary<string, int> AddedTokens { get; } = new(StringComparer.Ordinal);

    /// <summary>The token of a letter that the vocabulary lacks.</summary>
    public string UnknownToken { get; private set; } = "";

    /// <summary>Ids put in front of each sequence: [CLS].</summary>
    public int[] Before { get; private set; } = [];

    /// <summary>Ids put behind each sequence: [SEP].</summary>
    public int[] After { get; private set; } = [];

    /// <summary>Reads and checks a file.</summary>
    /// <exception cref="ModelException">Names the file and the part that is missing, contradictory or unsupported.</exception>
    public static DnabertTokenizerDefinition Read(JsonFile file)
    {
        var definition = new DnabertTokenizerDefinition(file);
        try
        {
            definition.CheckSteps();
            definition.ReadModel(file.Root.GetProperty("model"));
            definition.ReadAddedTokens(file.Root.GetProperty("added_tokens"));
            definition.ReadTemplate(file.Root.GetProperty("post_processor"));
            return definition;
        }
        catch (Exception failure) when (failure is InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new ModelException($"{file.Path} is no tokenizer of Hugging Face's layout: {failure.Message}", failure);
        }
    }

    private void CheckSteps()
    {
        // Any other step would change ids without a sign of it.
        Refuse("normalizer", _file.Root, value => value.ValueKind == JsonValueKind.Null);
        Refuse("pre_tokenizer", _file.Root, value => value.ValueKind == JsonValueKind.Object && value.GetProperty("type").GetString() == "Whitespace");
        Refuse("post_processor", _file.Root, value => value.ValueKind == JsonValueKind.Object && value.GetProperty("type").GetString() == "TemplateProcessing");
        var model = _file.Root.GetProperty("model");
        Refuse("type", model, value => value.GetString() == "BPE");
        foreach (var name in (ReadOnlySpan<string>)["dropout", "continuing_subword_prefix", "end_of_word_suffix"])
        {
            Refuse(name, model, value => value.ValueKind == JsonValueKind.Null);
        }

        foreach (var name in (ReadOnlySpan<string>)["fuse_unk", "byte_fallback", "ignore_merges"])
        {
            Refuse(name, model, value => value.ValueKind is JsonValueKind.False or JsonValueKind.Null);
        }
    }

    private void Refuse(string name, JsonElement parent, Func<JsonElement, bool> isSupported)
    {
        if (parent.TryGetProperty(name, out var value) && !isSupported(value))
        {
            throw new ModelException($"{_file.Path}: \"{name}\" has a value that this tokenizer does not support: {JsonFile.Excerpt(value)}");
        }
    }

    private void ReadModel(JsonElement model)
    {
        foreach (var entry in model.GetProperty("vocab").EnumerateObject())
        {
            var id = entry.Value.GetInt32();
            if (entry.Name.Length == 0 || id < 0 || !_ids.Add(id))
            {
                throw new ModelException($"{_file.Path}: the token \"{entry.Name}\" of the vocabulary is empty, or its id {id} is negative or another token's.");
            }

            Vocabulary.Add(entry.Name, id);
        }

        UnknownToken = model.GetProperty("unk_token").GetString() ?? "";
        if (!Vocabulary.ContainsKey(UnknownToken))
        {
            throw new ModelException($"{_file.Path}: the vocabulary lacks the unknown token \"{UnknownToken}\".");
        }

        foreach (var merge in model.GetProperty("merges").EnumerateArray())
        {
            AddMerge(merge);
        }
    }

    private void AddMerge(JsonElement merge)
    {
        // Older files write "left right", newer ones ["left", "right"].
        var pair = merge.ValueKind == JsonValueKind.Array
            ? [.. merge.EnumerateArray().Select(part => part.GetString() ?? "")]
            : (merge.GetString() ?? "").Split(' ');
        if (pair.Length != 2 || !Vocabulary.ContainsKey(pair[0]) || !Vocabulary.ContainsKey(pair[1]) || !Vocabulary.ContainsKey(pair[0] + pair[1]))
        {
            throw new ModelException($"{_file.Path}: merge {Merges.Count + 1} ({JsonFile.Excerpt(merge)}) does not join two tokens of the vocabulary to a third.");
        }

        // A space inside a token would split "left right" at the wrong place.
        if (pair[0].Contains(' ') || pair[1].Contains(' ') || !_joined.Add((pair[0], pair[1])))
        {
            throw new ModelException($"{_file.Path}: merge {Merges.Count + 1} ({JsonFile.Excerpt(merge)}) has a space in a token, or was there before.");
        }

        Merges.Add($"{pair[0]} {pair[1]}");
    }

    private void ReadAddedTokens(JsonElement tokens)
    {
        if (tokens.GetArrayLength() > MaximumAddedTokens)
        {
            throw new ModelException($"{_file.Path} has {tokens.GetArrayLength()} added tokens, more than the {MaximumAddedTokens} that are supported.");
        }

        foreach (var token in tokens.EnumerateArray())
        {
            var content = token.GetProperty("content").GetString() ?? "";
            var id = token.GetProperty("id").GetInt32();
            // A token may be added to the vocabulary or be one of it, but it has one id and the id has one token.
            var isOfVocabulary = Vocabulary.TryGetValue(content, out var known) && known == id;
            if (content.Length == 0 || id < 0 || AddedTokens.ContainsKey(content) || !(_ids.Add(id) || isOfVocabulary))
            {
                throw new ModelException($"{_file.Path}: the added token \"{content}\" is empty or there twice, or its id {id} is negative or another token's.");
            }

            AddedTokens.Add(content, id);
        }
    }

    private void ReadTemplate(JsonElement postProcessor)
    {
        var specialTokens = postProcessor.GetProperty("special_tokens");
        var before = new List<int>();
        var after = new List<int>();
        var placeCount = 0;
        foreach (var piece in postProcessor.GetProperty("single").EnumerateArray())
        {
            if (piece.TryGetProperty("SpecialToken", out var special))
            {
                var ids = specialTokens.GetProperty(special.GetProperty("id").GetString() ?? "").GetProperty("ids");
                if (ids.GetArrayLength() == 0 || before.Count + after.Count + ids.GetArrayLength() > MaximumTemplateIds)
                {
                    throw new ModelException($"{_file.Path}: the template of a single sequence has a token without ids, or more than {MaximumTemplateIds} ids.");
                }

                (placeCount == 0 ? before : after).AddRange(ids.EnumerateArray().Select(id => id.GetInt32()));
            }
            else
            {
                placeCount++;
            }
        }

        if (placeCount != 1)
        {
            throw new ModelException($"{_file.Path}: the template of a single sequence has {placeCount} places for the sequence, where one is needed.");
        }

        if (!_ids.IsSupersetOf(before) || !_ids.IsSupersetOf(after))
        {
            throw new ModelException($"{_file.Path}: the template of a single sequence has an id that is no token's.");
        }

        Before = [.. before];
        After = [.. after];
    }
}
