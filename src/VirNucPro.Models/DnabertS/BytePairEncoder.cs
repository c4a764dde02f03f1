using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;

namespace VirNucPro.Models.DnabertS;

/// <summary>Byte-pair encoding of one word of ASCII letters: the ids that joining pair after pair gives, found without joining any.</summary>
/// <remarks>
/// The tokens of a word are those in which every token on its own, and every two neighbours on their own, would stay as
/// they are: were two pieces joined across a border between neighbours, the first such join would also happen in those
/// two alone. So there is only one such row of tokens. It is found from the left: the longest token that its predecessor
/// allows, then shorter ones, and a step back where none leads on; places that don't lead on are remembered, so that
/// the time grows with the word's length alone. Source of the method: "So many tokens, so little time", GitHub's blog,
/// December 2024, and the crate bpe.
/// </remarks>
internal sealed class BytePairEncoder
{
    private const int None = -1;
    private const byte NoCode = byte.MaxValue;
    private const byte DeadEnd = 0x80;
    private const int CodeMask = DeadEnd - 1;

    // Two tokens and one bit more make a key of 32 bits at most.
    private const int TokenBits = 15;

    // Answers that are kept, 1 MiB of them: the reads of a genome ask some 10⁵ different questions.
    private const int AnswerBits = 17;

    // The trie of a tokenizer of 4096 tokens takes a hundredth of this.
    private const int MostTrieCells = 1 << 22;

    private static readonly SearchValues<char> Letters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    // By letter; in the codes of a word a bit marks a place that does not lead on.
    private readonly byte[] _codes = new byte[128];
    private readonly int _unknownId;

    // By token: the letters first, then the products of the merges by rank, so that a larger number was joined later.
    private readonly int[] _ids;
    private readonly (int Left, int Right)[] _parts;
    private readonly int[] _lengths;
    private readonly int[] _nextShorter;
    private readonly int _letterCount;

    // A node is the place of its first cell; it has one for each letter. The root is 0, so 0 is also "no node".
    private readonly int[] _children;
    private readonly int[] _longest;

    // Open addressing: the pair in the high half, its product in the low half; 0 is free, for no product is a letter.
    private readonly ulong[] _products;
    private readonly int _productShift;

    // By hash, what LongestAfter was asked last and its answer. Threads share it: an entry is written as a whole.
    private readonly ulong[] _answers = new ulong[1 << AnswerBits];

    private BytePairEncoder(DnabertTokenizerDefinition definition, string[] letters, List<(string Left, string Right)> merges)
    {
        _unknownId = definition.Vocabulary[definition.UnknownToken];
        _letterCount = letters.Length;
        Array.Fill(_codes, NoCode);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        var tokenCount = letters.Length + merges.Count;
        (_ids, _parts, _lengths) = (new int[tokenCount], new (int, int)[tokenCount], new int[tokenCount]);
        foreach (var letter in letters)
        {
            _codes[letter[0]] = (byte)numbers.Count;
            Add(letter, (None, None));
        }

        // A quarter full at most.
        var tableBits = BitOperations.Log2((uint)merges.Count + 1) + 3;
        _products = new ulong[1 << tableBits];
        _productShift = 32 - tableBits;
        foreach (var (left, right) in merges)
        {
            var pair = (numbers[left], numbers[right]);
            AddProduct(pair, numbers.Count);
            Add(left + right, pair);
        }

        (_children, _longest, _nextShorter) = BuildTrie(numbers);

        void Add(string token, (int Left, int Right) parts)
        {
            var number = numbers.Count;
            numbers.Add(token, number);
            (_ids[number], _parts[number], _lengths[number]) = (definition.Vocabulary[token], parts, token.Length);
        }
    }

    /// <summary>Makes the encoder of a tokenizer.</summary>
    /// <param name="definition">The tokenizer.</param>
    /// <param name="encoder">The encoder.</param>
    /// <returns>
    /// False where the method does not hold: a token comes from several merges, or is joined to others before it is there
    /// itself; the unknown token is joined, or an added token could be found within a word. No trained tokenizer is like that.
    /// </returns>
    public static bool TryCreate(DnabertTokenizerDefinition definition, [NotNullWhen(true)] out BytePairEncoder? encoder)
    {
        encoder = null;
        string[] letters = [.. definition.Vocabulary.Keys.Where(token => token.Length == 1 && IsWord(token))];
        var known = letters.ToHashSet(StringComparer.Ordinal);
        var merges = new List<(string Left, string Right)>();
        long cells = 0;
        foreach (var merge in definition.Merges)
        {
            var space = merge.IndexOf(' ', StringComparison.Ordinal);
            var (left, right) = (merge[..space], merge[(space + 1)..]);
            if (left == definition.UnknownToken || right == definition.UnknownToken)
            {
                return false;
            }

            if (!IsWord(left) || !IsWord(right))
            {
                continue;
            }

            // Also false where a part is no letter and no product so far.
            if (!known.Contains(left) || !known.Contains(right) || !known.Add(left + right))
            {
                return false;
            }

            merges.Add((left, right));
            cells += (long)(left.Length + right.Length) * letters.Length;
        }

        if (letters.Length == 0 || known.Count > 1 << TokenBits || cells > MostTrieCells || definition.AddedTokens.Keys.Any(IsWord))
        {
            return false;
        }

        encoder = new BytePairEncoder(definition, letters, merges);
        return true;
    }

    /// <summary>Encodes a word.</summary>
    /// <param name="word">ASCII letters only; one without a token of its own gives the unknown token.</param>
    /// <param name="ids">Receives the ids; as many places as letters are always enough.</param>
    /// <returns>Ids written.</returns>
    public int Encode(ReadOnlySpan<byte> word, Span<int> ids)
    {
        var rented = ArrayPool<byte>.Shared.Rent(word.Length);
        var count = 0;
        while (!word.IsEmpty)
        {
            // No merge has the unknown token, so nothing is joined across it.
            var end = 0;
            while (end < word.Length && (rented[end] = _codes[word[end]]) != NoCode)
            {
                end++;
            }

            count += EncodeKnown(rented.AsSpan(0, end), ids[count..]);
            if (end < word.Length)
            {
                ids[count++] = _unknownId;
                end++;
            }

            word = word[end..];
        }

        ArrayPool<byte>.Shared.Return(rented);
        return count;
    }

    private static bool IsWord(string token) => !token.AsSpan().ContainsAnyExcept(Letters);

    /// <param name="word">The codes of the letters; gets the marks.</param>
    /// <param name="tokens">Receives the ids.</param>
    private int EncodeKnown(Span<byte> word, Span<int> tokens)
    {
        var count = 0;
        var position = 0;
        var last = None;
        var longest = LongestToken(word);
        while (position < word.Length)
        {
            var token = last == None ? longest : LongestAfter(last, longest);
            if (token == None)
            {
                // Only one row of tokens leads to a place, so whatever comes before is no reason to try it again. From
                // the start some row leads to the end, so there is a token to take back.
                word[position] |= DeadEnd;
                position -= _lengths[last];
                longest = _nextShorter[last];
                last = --count == 0 ? None : tokens[count - 1];
                continue;
            }

            var end = position + _lengths[token];
            if (end < word.Length && (word[end] & DeadEnd) != 0)
            {
                longest = _nextShorter[token];
                continue;
            }

            tokens[count++] = last = token;
            position = end;
            longest = LongestToken(word[end..]);
        }

        foreach (ref var id in tokens[..count])
        {
            id = _ids[id];
        }

        return count;
    }

    private int LongestToken(ReadOnlySpan<byte> word)
    {
        var node = 0;
        foreach (var code in word)
        {
            var next = _children[node + (code & CodeMask)];
            if (next == 0)
            {
                break;
            }

            node = next;
        }

        return _longest[node];
    }

    /// <summary>The longest token behind another one of those that a token starts with, itself included.</summary>
    /// <param name="left">The token before it.</param>
    /// <param name="longest">The token, or <see cref="None"/>.</param>
    private int LongestAfter(int left, int longest)
    {
        if (longest == None)
        {
            return None;
        }

        // The first bit tells an entry from a free one.
        var key = (1u << (2 * TokenBits)) | ((uint)left << TokenBits) | (uint)longest;
        ref var entry = ref _answers[(key * 0x9E3779B1) >> (32 - AnswerBits)];
        var answer = entry;
        if ((uint)(answer >> 32) != key)
        {
            var token = longest;
            while (token != None && !IsSeparate(left, token, int.MaxValue))
            {
                token = _nextShorter[token];
            }

            answer = entry = ((ulong)key << 32) | (uint)token;
        }

        return (int)(uint)answer;
    }

    /// <summary>Whether two tokens, encoded as one word, stay apart as long as a merge of a rank is not reached.</summary>
    /// <param name="left">A token that stays whole on its own.</param>
    /// <param name="right">Another one.</param>
    /// <param name="limit">Joins that give this token, or a later one, don't count.</param>
    private bool IsSeparate(int left, int right, int limit)
    {
        // Back in time: what lies at the border is a pair of ever smaller pieces. A pair would have been joined if its
        // merge comes before the one that ended the pair; of equals the one further left comes first.
        while (true)
        {
            if (Product(left, right) < limit)
            {
                return false;
            }

            if (left > right)
            {
                limit = left;
                left = _parts[left].Right;
            }
            else
            {
                if (right < _letterCount)
                {
                    return true;
                }

                limit = right + 1;
                right = _parts[right].Left;
            }

            if (left == None)
            {
                return true;
            }
        }
    }

    private int Product(int left, int right)
    {
        var key = Key(left, right);
        var mask = _products.Length - 1;
        for (var place = Place(key); ; place = (place + 1) & mask)
        {
            var entry = _products[place];
            if (entry == 0)
            {
                return int.MaxValue;
            }

            if ((uint)(entry >> 32) == key)
            {
                return (int)(uint)entry;
            }
        }
    }

    private void AddProduct((int Left, int Right) pair, int product)
    {
        var key = Key(pair.Left, pair.Right);
        var place = Place(key);
        while (_products[place] != 0)
        {
            place = (place + 1) & (_products.Length - 1);
        }

        _products[place] = ((ulong)key << 32) | (uint)product;
    }

    private static uint Key(int left, int right) => ((uint)left << 16) | (uint)right;

    private int Place(uint key) => (int)((key * 0x9E3779B1) >> _productShift);

    /// <summary>
    /// The trie of the tokens that a word can have, for each of its nodes the longest token on the way there, and of each
    /// token the longest other one that it starts with.
    /// </summary>
    private (int[] Children, int[] Longest, int[] NextShorter) BuildTrie(Dictionary<string, int> numbers)
    {
        var children = new List<int>(new int[_letterCount]);
        var tokens = new Dictionary<int, int>();
        var canBe = new bool[numbers.Count];
        foreach (var (text, token) in numbers)
        {
            var (left, right) = _parts[token];
            canBe[token] = token < _letterCount || (canBe[left] && canBe[right] && IsSeparate(left, right, token));
            if (!canBe[token])
            {
                continue;
            }

            var node = 0;
            foreach (var letter in text)
            {
                var cell = node + _codes[letter];
                if (children[cell] == 0)
                {
                    children[cell] = children.Count;
                    children.AddRange(new int[_letterCount]);
                }

                node = children[cell];
            }

            tokens.Add(node, token);
        }

        // A node comes after the one above it.
        var longest = new int[children.Count];
        var nextShorter = new int[numbers.Count];
        Array.Fill(longest, None);
        for (var node = 0; node < children.Count; node += _letterCount)
        {
            if (tokens.TryGetValue(node, out var token))
            {
                nextShorter[token] = longest[node];
                longest[node] = token;
            }

            foreach (var child in children[node..(node + _letterCount)])
            {
                longest[child] = child == 0 ? None : longest[node];
            }
        }

        return ([.. children], longest, nextShorter);
    }
}
