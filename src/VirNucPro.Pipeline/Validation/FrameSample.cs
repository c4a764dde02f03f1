using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Validation;

/// <summary>Counts the work of one chunk length, and keeps the first frames to measure with.</summary>
internal sealed class FrameSample(int chunkLengthBp)
{
    // Fills the batches of a graphics card, and is 3 MB of letters.
    private const int MostFrames = 4096;

    private readonly List<OpenFrame> _frames = [];
    private long _chunks;
    private long _chunksWithoutFrames;
    private long _sequencesOfOneChunk;
    private long _sequencesWithoutFrames;
    private long _frameCount;
    private long _esmTokens;

    /// <summary>The first frames.</summary>
    public List<OpenFrame> Kept { get; } = [];

    /// <summary>Adds a sequence.</summary>
    public void Add(SequenceRecord record)
    {
        var framesBefore = _frameCount;
        foreach (var chunk in Chunker.Cut(record, chunkLengthBp))
        {
            _frames.Clear();
            SixFrameTranslation.FindOpenFrames(chunk.Bases.Span, _frames);
            _chunks++;
            _chunksWithoutFrames += _frames.Count == 0 ? 1 : 0;
            _frameCount += _frames.Count;
            _esmTokens += _frames.Sum(frame => frame.Protein.Length + 2);
            Kept.AddRange(_frames.Take(MostFrames - Kept.Count));
        }

        _sequencesOfOneChunk += record.LengthBp <= chunkLengthBp ? 1 : 0;
        _sequencesWithoutFrames += _frameCount == framesBefore ? 1 : 0;
    }

    /// <summary>What was counted.</summary>
    /// <param name="pace">What was measured; null for nothing.</param>
    public ExpectedWork Describe(MeasuredPace? pace) => new()
    {
        ExpectedLength = chunkLengthBp,
        Chunks = _chunks,
        ChunksWithoutFrames = _chunksWithoutFrames,
        SequencesOfOneChunk = _sequencesOfOneChunk,
        SequencesWithoutFrames = _sequencesWithoutFrames,
        Frames = _frameCount,
        EsmTokens = _esmTokens,
        DnabertTokens = pace is null ? null : (long)Math.Round(_frameCount * pace.DnabertTokensPerFrame),
        Seconds = pace is null ? null : pace.LoadingSeconds + (_frameCount * pace.SecondsPerFrame),
    };
}
