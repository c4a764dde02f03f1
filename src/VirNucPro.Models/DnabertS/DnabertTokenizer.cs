using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.ML.Tokenizers;

namespace VirNucPro.Models.DnabertS;

/// <summary>The byte-pair encoding of a Hugging Face <c>tokenizer.json</c> as DNABERT-S uses it.</summary>
/// <remarks>
/// The truncation and padding sections of the file are ignored, as the reference's transformers does at call time.
/// </remarks>
internal sealed partial class DnabertTokenizer : ITokenizer
{
    private static readonly SearchValues<byte> WordLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private readonly BpeTokenizer _bpe;
    private readonly BytePairEncoder? _words;
    private readonly int[] _before;
    private readonly int[] _after;

    private DnabertTokenizer(BpeTokenizer bpe, BytePairEncoder? words, int[] before, int[] after)
    {
        _bpe = bpe;
        _words = words;
        _before = before;
        _after = after;
    }

    /// <summary>Reads a <c>tokenizer.json</c>.</summary>
    /// <exception cref="ModelException">The file is unreadable, or asks for steps that this tokenizer does not take.</exception>
    public static DnabertTokenizer Open(string path)
    {
        using var file = JsonFile.Open(path);
        var definition = DnabertTokenizerDefinition.Read(file);
        var options = new BpeOptions(definition.Vocabulary)
        {
            Merges = definition.Merges,
            UnknownToken = definition.UnknownToken,
            FuseUnknownTokens = false,
            SpecialTokens = definition.AddedTokens,
            PreTokenizer = new RegexPreTokenizer(WordsAndPunctuation(), definition.AddedTokens),
        };
        BytePairEncoder.TryCreate(definition, out var words);
        return new DnabertTokenizer(BpeTokenizer.Create(options), words, definition.Before, definition.After);
    }

    /// <inheritdoc/>
    public int[] Encode(ReadOnlySpan<byte> sequence)
    {
        // Letters alone are one word.
        if (_words is null || sequence.ContainsAnyExcept(WordLetters))
        {
            return EncodeText(sequence);
        }

        var rented = ArrayPool<int>.Shared.Rent(sequence.Length);
        var ids = Frame(rented.AsSpan(0, _words.Encode(sequence, rented)));
        ArrayPool<int>.Shared.Return(rented);
        return ids;
    }

    /// <summary>The same ids for any text, through the library, which takes many times longer.</summary>
    /// <param name="text">UTF-8.</param>
    internal int[] EncodeText(ReadOnlySpan<byte> text)
    {
        var ids = _bpe.EncodeToIds(Encoding.UTF8.GetString(text));
        return [.. _before, .. ids, .. _after];
    }

    private int[] Frame(ReadOnlySpan<int> ids) => [.. _before, .. ids, .. _after];

    // Hugging Face's "Whitespace" pre-tokenizer.
    [GeneratedRegex(@"\w+|[^\w\s]+", RegexOptions.CultureInvariant)]
    private static partial Regex WordsAndPunctuation();
}
