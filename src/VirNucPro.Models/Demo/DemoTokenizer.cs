using System.Text.Json;

namespace VirNucPro.Models.Demo;

/// <summary>A tokenizer of the demo models' own making, in the layout of DNABERT-S's <c>tokenizer.json</c>.</summary>
internal static class DemoTokenizer
{
    private const string StartToken = "[CLS]";
    private const string EndToken = "[SEP]";
    private const string UnknownToken = "[UNK]";
    private const int TrainingLengthBp = 100_000;

    private static readonly string[] SpecialTokens = [UnknownToken, StartToken, EndToken, "[PAD]", "[MASK]"];
    private static readonly string[] Letters = ["A", "C", "G", "T", "N"];

    /// <summary>Share of each base (A, C, G, T) behind a base: uneven, so that some words are more frequent than others.</summary>
    private static readonly double[][] Transitions =
    [
        [0.36, 0.18, 0.20, 0.26],
        [0.34, 0.26, 0.12, 0.28],
        [0.28, 0.26, 0.24, 0.22],
        [0.20, 0.20, 0.28, 0.32],
    ];

    /// <summary>Learns a vocabulary from pseudo-random DNA and writes it.</summary>
    /// <param name="path">The file; replaced where it exists.</param>
    /// <param name="vocabularySize">Tokens, special ones included.</param>
    /// <exception cref="IOException">Writing failed.</exception>
    public static void Write(string path, int vocabularySize)
    {
        var trainer = new BpeTrainer([.. SpecialTokens, .. Letters], TrainingText());
        trainer.Train(vocabularySize);

        using var file = File.Create(path);
        using var json = new Utf8JsonWriter(file, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("version", "1.0");
        json.WriteNull("truncation");
        json.WriteNull("padding");
        WriteAddedTokens(json);
        json.WriteNull("normalizer");
        json.WriteStartObject("pre_tokenizer");
        json.WriteString("type", "Whitespace");
        json.WriteEndObject();
        WritePostProcessor(json);
        json.WriteNull("decoder");
        WriteModel(json, trainer);
        json.WriteEndObject();
    }

    private static int[] TrainingText()
    {
        var random = new SplitMix64(seed: 4);
        var text = new int[TrainingLengthBp];
        var current = 0;
        foreach (ref var letter in text.AsSpan())
        {
            current = NextBase(Transitions[current], random.NextUniform());
            letter = SpecialTokens.Length + current;
        }

        return text;
    }

    private static int NextBase(double[] shares, double choice)
    {
        var last = shares.Length - 1;
        for (var i = 0; i < last; i++)
        {
            choice -= shares[i];
            if (choice < 0)
            {
                return i;
            }
        }

        return last;
    }

    private static void WriteAddedTokens(Utf8JsonWriter json)
    {
        json.WriteStartArray("added_tokens");
        foreach (var (id, token) in SpecialTokens.Index())
        {
            json.WriteStartObject();
            json.WriteNumber("id", id);
            json.WriteString("content", token);
            json.WriteBoolean("single_word", false);
            json.WriteBoolean("lstrip", false);
            json.WriteBoolean("rstrip", false);
            json.WriteBoolean("normalized", false);
            json.WriteBoolean("special", true);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePostProcessor(Utf8JsonWriter json)
    {
        json.WriteStartObject("post_processor");
        json.WriteString("type", "TemplateProcessing");
        json.WriteStartArray("single");
        WriteTemplatePart(json, "SpecialToken", StartToken);
        WriteTemplatePart(json, "Sequence", "A");
        WriteTemplatePart(json, "SpecialToken", EndToken);
        json.WriteEndArray();
        json.WriteStartArray("pair");
        json.WriteEndArray();
        json.WriteStartObject("special_tokens");
        WriteSpecialToken(json, StartToken);
        WriteSpecialToken(json, EndToken);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTemplatePart(Utf8JsonWriter json, string kind, string id)
    {
        json.WriteStartObject();
        json.WriteStartObject(kind);
        json.WriteString("id", id);
        json.WriteNumber("type_id", 0);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSpecialToken(Utf8JsonWriter json, string token)
    {
        json.WriteStartObject(token);
        json.WriteString("id", token);
        json.WriteStartArray("ids");
        json.WriteNumberValue(Array.IndexOf(SpecialTokens, token));
        json.WriteEndArray();
        json.WriteStartArray("tokens");
        json.WriteStringValue(token);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, BpeTrainer trainer)
    {
        json.WriteStartObject("model");
        json.WriteString("type", "BPE");
        json.WriteNull("dropout");
        json.WriteString("unk_token", UnknownToken);
        json.WriteNull("continuing_subword_prefix");
        json.WriteNull("end_of_word_suffix");
        json.WriteBoolean("fuse_unk", false);
        json.WriteBoolean("byte_fallback", false);
        json.WriteStartObject("vocab");
        foreach (var (id, token) in trainer.Tokens.Index())
        {
            json.WriteNumber(token, id);
        }

        json.WriteEndObject();
        json.WriteStartArray("merges");
        foreach (var merge in trainer.Merges)
        {
            json.WriteStringValue(merge);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
