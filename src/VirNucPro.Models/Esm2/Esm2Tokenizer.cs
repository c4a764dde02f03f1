using System.Text;

namespace VirNucPro.Models.Esm2;

/// <summary>The ESM-1b alphabet: one token a residue, <c>&lt;cls&gt;</c> in front and <c>&lt;eos&gt;</c> behind.</summary>
/// <remarks>Source: fair-esm, data.py, Alphabet.tokenize and BatchConverter. There is no fall-back to <c>&lt;unk&gt;</c>.</remarks>
internal sealed class Esm2Tokenizer : ITokenizer
{
    private const int StartId = 0;
    private const int EndId = 2;
    private const int NoToken = -1;
    private const int WhiteSpace = -2;

    private static readonly string[] Alphabet =
    [
        "<cls>", "<pad>", "<eos>", "<unk>",
        "L", "A", "G", "V", "S", "E", "R", "T", "I", "D", "P", "K", "Q", "N", "F", "Y", "M", "H", "W", "C",
        "X", "B", "U", "Z", "O", ".", "-", "<null_1>", "<mask>",
    ];

    private static readonly sbyte[] IdsByLetter = IndexLetters();
    private static readonly (byte[] Text, int Id)[] SpelledOutTokens =
        [.. Alphabet.Index().Where(entry => entry.Item.Length > 1).Select(entry => (Encoding.ASCII.GetBytes(entry.Item), entry.Index))];

    /// <summary>Number of tokens.</summary>
    public static int VocabularySize => Alphabet.Length;

    /// <summary>Gives the tokenizer of a model's folder.</summary>
    /// <param name="directory">The folder; a <c>vocab.txt</c> in it must list the alphabet.</param>
    /// <exception cref="ModelException">It lists another one, or can't be read.</exception>
    public static Esm2Tokenizer Open(string directory)
    {
        var path = Path.Combine(directory, "vocab.txt");
        try
        {
            return !File.Exists(path) || File.ReadLines(path).SequenceEqual(Alphabet)
                ? new Esm2Tokenizer()
                : throw new ModelException($"{path} is not the alphabet of ESM-2: the model in this folder is another one.");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new ModelException($"{path} can't be read: {failure.Message}", failure);
        }
    }

    /// <inheritdoc/>
    public int[] Encode(ReadOnlySpan<byte> sequence)
    {
        var ids = new int[sequence.Length + 2];
        ids[0] = StartId;
        var count = 1;
        for (var i = 0; i < sequence.Length; i++)
        {
            var id = (int)IdsByLetter[sequence[i]];
            if (id == WhiteSpace)
            {
                continue;
            }

            if (id == NoToken)
            {
                id = SpelledOutToken(sequence, ref i);
            }

            ids[count++] = id;
        }

        ids[count++] = EndId;
        return count == ids.Length ? ids : ids[..count];
    }

    private static int SpelledOutToken(ReadOnlySpan<byte> sequence, ref int position)
    {
        foreach (var (text, id) in SpelledOutTokens)
        {
            if (sequence[position..].StartsWith(text))
            {
                position += text.Length - 1;
                return id;
            }
        }

        throw new TokenizationException($"ESM-2 has no token for {Describe(sequence[position])} at position {position + 1}.");
    }

    private static string Describe(byte letter) => letter is > 0x20 and < 0x7F ? $"'{(char)letter}'" : $"the byte 0x{letter:X2}";

    private static sbyte[] IndexLetters()
    {
        var ids = new sbyte[256];
        Array.Fill(ids, (sbyte)NoToken);
        foreach (var (id, token) in Alphabet.Index())
        {
            if (token.Length == 1)
            {
                ids[token[0]] = (sbyte)id;
            }
        }

        // What Python's str.split takes for white space, as far as it is ASCII.
        foreach (var letter in " \t\n\v\f\r\x1C\x1D\x1E\x1F")
        {
            ids[letter] = WhiteSpace;
        }

        return ids;
    }
}
