namespace VirNucPro.Models.Demo;

/// <summary>Learns a byte-pair encoding: the most frequent pair of neighbours becomes a token, again and again.</summary>
internal sealed class BpeTrainer
{
    private readonly List<string> _tokens;
    private readonly List<string> _merges = [];
    private int[] _text;

    /// <summary>Prepares the training.</summary>
    /// <param name="tokens">The vocabulary so far, letters included.</param>
    /// <param name="text">The text to learn from, as ids of <paramref name="tokens"/>.</param>
    public BpeTrainer(IEnumerable<string> tokens, int[] text)
    {
        _tokens = [.. tokens];
        _text = text;
    }

    /// <summary>The tokens, in the order of their ids.</summary>
    public IReadOnlyList<string> Tokens => _tokens;

    /// <summary>The merges, "left right", in the order of their ranks.</summary>
    public IReadOnlyList<string> Merges => _merges;

    /// <summary>Learns until the vocabulary has a size.</summary>
    public void Train(int vocabularySize)
    {
        while (_tokens.Count < vocabularySize)
        {
            var (left, right) = MostFrequentPair();
            _merges.Add($"{_tokens[left]} {_tokens[right]}");
            Join(left, right, _tokens.Count);
            _tokens.Add(_tokens[left] + _tokens[right]);
        }
    }

    private (int Left, int Right) MostFrequentPair()
    {
        var size = _tokens.Count;
        var counts = new int[size * size];
        for (var i = 1; i < _text.Length; i++)
        {
            counts[(_text[i - 1] * size) + _text[i]]++;
        }

        // Of equally frequent pairs the first one, so that the result is always the same.
        var best = counts.AsSpan().IndexOf(counts.Max());
        return (best / size, best % size);
    }

    private void Join(int left, int right, int joined)
    {
        var count = 0;
        for (var i = 0; i < _text.Length; i++)
        {
            var isPair = i + 1 < _text.Length && _text[i] == left && _text[i + 1] == right;
            _text[count++] = isPair ? joined : _text[i];
            i += isPair ? 1 : 0;
        }

        _text = _text[..count];
    }
}
