using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Input;

/// <summary>Counts what an input holds, sequence by sequence.</summary>
/// <param name="chunkLengthBp">Chunk length in bp.</param>
internal sealed class InputCensus(int chunkLengthBp)
{
    // A card has computed so many in the time that a sample may take.
    private const int SampleChunks = 2048;
    private const string AmbiguityCodes = "NRYSWKMBDHVU";

    private readonly SortedDictionary<int, long> _lengths = [];
    private readonly HashSet<string> _ids = [];
    private readonly long[] _letters = new long[256];
    private readonly List<OpenFrame> _frames = [];
    private readonly List<SequenceChunk> _sample = [];
    private long _repeatedIds;
    private long _shortSequences;
    private long _chunks;
    private long _chunksWithoutFrames;
    private long _frameCount;

    /// <summary>The first chunks that have open frames.</summary>
    public IReadOnlyList<SequenceChunk> Sample => _sample;

    /// <summary>Counts a sequence that is not empty.</summary>
    public void Add(SequenceRecord record)
    {
        _repeatedIds += _ids.Add(record.Id) ? 0 : 1;
        _lengths[record.LengthBp] = _lengths.GetValueOrDefault(record.LengthBp) + 1;
        _shortSequences += record.LengthBp < chunkLengthBp ? 1 : 0;
        foreach (var letter in record.Bases.Span)
        {
            _letters[letter]++;
        }

        foreach (var chunk in Chunker.Cut(record, chunkLengthBp))
        {
            _frames.Clear();
            SixFrameTranslation.FindOpenFrames(chunk.Bases.Span, _frames);
            _chunks++;
            _frameCount += _frames.Count;
            if (_frames.Count == 0)
            {
                _chunksWithoutFrames++;
            }
            else if (_sample.Count < SampleChunks)
            {
                _sample.Add(chunk);
            }
        }
    }

    /// <summary>What was counted.</summary>
    /// <param name="input">The input, read to its end.</param>
    /// <param name="shardChunks">Chunks of a shard.</param>
    public InputCheckReport ToReport(SequenceInput input, int shardChunks)
    {
        var bases = _letters.Sum();
        var (gc, at, ambiguous) = (CountOf("GC"), CountOf("AT"), CountOf(AmbiguityCodes));
        return new InputCheckReport
        {
            Input = input.Name,
            Sequences = input.Sequences,
            EmptySequences = input.EmptySequences,
            RepeatedIds = _repeatedIds,
            Bases = bases,
            ShortestBp = _lengths.Keys.FirstOrDefault(),
            MedianBp = LengthAt(_lengths, pair => pair.Value, (_lengths.Values.Sum() + 1) / 2),
            LongestBp = _lengths.Keys.LastOrDefault(),
            N50Bp = LengthAt(_lengths.Reverse(), pair => pair.Key * pair.Value, (bases + 1) / 2),
            ShortSequences = _shortSequences,
            GcShare = gc + at == 0 ? 0 : (double)gc / (gc + at),
            AmbiguousLetters = ambiguous,
            ForeignLetters = bases - gc - at - ambiguous,
            Chunks = _chunks,
            ChunksWithoutFrames = _chunksWithoutFrames,
            Frames = _frameCount,
            Shards = (_chunks + shardChunks - 1) / shardChunks,
        };
    }

    // The length at which so much has been passed.
    private static int LengthAt(IEnumerable<KeyValuePair<int, long>> lengths, Func<KeyValuePair<int, long>, long> weight, long wanted)
    {
        foreach (var pair in lengths)
        {
            wanted -= weight(pair);
            if (wanted <= 0)
            {
                return pair.Key;
            }
        }

        return 0;
    }

    private long CountOf(string letters) => letters.Sum(letter => _letters[letter] + _letters[char.ToLowerInvariant(letter)]);
}
