using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace VirNucPro.Pipeline.Batching;

/// <summary>The token sequences of a shard for one encoder, each distinct one held once.</summary>
internal sealed class TokenSet
{
    private readonly Dictionary<int[], int> _numbers = new(TokenComparer.Instance);
    private readonly List<int[]> _sequences = [];
    private readonly List<int> _firstRows = [];
    private readonly List<int> _rows = [];

    /// <summary>The distinct sequences.</summary>
    public IReadOnlyList<int[]> Sequences => _sequences;

    /// <summary>For each row, the number of its sequence in <see cref="Sequences"/>.</summary>
    public IReadOnlyList<int> Rows => _rows;

    /// <summary>Tokens of the distinct sequences.</summary>
    public long TokenCount { get; private set; }

    /// <summary>Adds a row.</summary>
    /// <param name="tokens">Its token ids.</param>
    public void Add(int[] tokens)
    {
        if (!_numbers.TryGetValue(tokens, out var number))
        {
            number = _sequences.Count;
            _numbers.Add(tokens, number);
            _sequences.Add(tokens);
            _firstRows.Add(_rows.Count);
            TokenCount += tokens.Length;
        }

        _rows.Add(number);
    }

    /// <summary>The first row that has a sequence.</summary>
    /// <param name="sequence">Number of the sequence.</param>
    public int FirstRowOf(int sequence) => _firstRows[sequence];

    private sealed class TokenComparer : IEqualityComparer<int[]>
    {
        public static readonly TokenComparer Instance = new();

        public bool Equals(int[]? x, int[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(int[] tokens) => (int)XxHash3.HashToUInt64(MemoryMarshal.AsBytes(tokens.AsSpan()));
    }
}
