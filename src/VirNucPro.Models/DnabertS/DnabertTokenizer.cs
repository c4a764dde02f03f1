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
    /// <summary>Longest sequence whose letters are widened on the stack.</summary>
    private const int StackLetters = 2048;

    private static readonly SearchValues<byte> WordLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private readonly BpeTokenizer _bpe;
    private readonly int[] _before;
    private readonly int[] _after;

    private DnabertTokenizer(BpeTokenizer bpe, int[] before, int[] after)
    {
        _bpe = bpe;
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
        return new DnabertTokenizer(BpeTokenizer.Create(options), definition.Before, definition.After);
    }

    /// <inheritdoc/>
    public int[] Encode(ReadOnlySpan<byte> sequence)
    {
        // Letters alone are one word: without the regular expression, and without a string.
        if (sequence.IndexOfAnyExcept(WordLetters) >= 0)
        {
            return Frame(_bpe.EncodeToIds(Encoding.UTF8.GetString(sequence)));
        }

        var rented = sequence.Length > StackLetters ? ArrayPool<char>.Shared.Rent(sequence.Length) : null;
        var letters = (rented ?? stackalloc char[StackLetters])[..sequence.Length];
        Encoding.Latin1.GetChars(sequence, letters);
        var ids = Frame(_bpe.EncodeToIds(letters, considerPreTokenization: false));
        if (rented is not null)
        {
            ArrayPool<char>.Shared.Return(rented);
        }

        return ids;
    }

    private int[] Frame(IReadOnlyList<int> ids) => [.. _before, .. ids, .. _after];

    // Hugging Face's "Whitespace" pre-tokenizer.
    [GeneratedRegex(@"\w+|[^\w\s]+", RegexOptions.CultureInvariant)]
    private static partial Regex WordsAndPunctuation();
}
