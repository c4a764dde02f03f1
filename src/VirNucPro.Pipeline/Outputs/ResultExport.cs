using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Contigs;

namespace VirNucPro.Pipeline.Outputs;

/// <summary>Writes the rows of the result tables and counts them.</summary>
/// <remarks>
/// A chunk without an open frame gets no row, as in the reference; nor does a frame without a score, nor a sequence without
/// a scored chunk.
/// </remarks>
internal sealed class ResultExport
{
    private readonly FrameTable _frameTable;
    private readonly ChunkTable _chunkTable;
    private readonly ContigTable _contigTable;
    private readonly SequenceCaller _caller;
    private readonly Action<CalledSequence>? _called;
    private readonly List<string> _failedSequences = [];

    /// <summary>Starts with tables that hold no row.</summary>
    /// <param name="frameTable">Gets a row a frame.</param>
    /// <param name="chunkTable">Gets a row a chunk.</param>
    /// <param name="contigTable">Gets a row a sequence.</param>
    /// <param name="rules">The rules of a sequence's call.</param>
    /// <param name="called">Also gets each sequence, with or without a call; null for nobody.</param>
    public ResultExport(
        FrameTable frameTable, ChunkTable chunkTable, ContigTable contigTable, ContigRules rules, Action<CalledSequence>? called = null)
    {
        _frameTable = frameTable;
        _chunkTable = chunkTable;
        _contigTable = contigTable;
        _caller = new SequenceCaller(rules, Write);
        _called = called;
    }

    public long Chunks { get; private set; }

    public long ChunksWithoutFrames { get; private set; }

    public long ViralChunks { get; private set; }

    public long Frames { get; private set; }

    /// <summary>Calls of the sequences.</summary>
    public CallCounts Calls { get; private set; }

    /// <summary>Ids of sequences with a frame that could not be scored, in input order.</summary>
    public IReadOnlyList<string> FailedSequences => _failedSequences;

    /// <summary>Appends a shard.</summary>
    /// <param name="shard">The shard after the last one written.</param>
    public void Write(ShardResult shard)
    {
        foreach (var chunk in shard.Chunks)
        {
            Chunks++;
            Frames += chunk.Frames.Count;
            ChunksWithoutFrames += chunk.Frames.Count == 0 ? 1 : 0;
            foreach (var frame in chunk.Frames)
            {
                if (frame.Score is { } score)
                {
                    _frameTable.Write(chunk.Id, frame.Frame, score);
                }
                else if (_failedSequences.LastOrDefault() != chunk.SequenceId)
                {
                    _failedSequences.Add(chunk.SequenceId);
                }
            }

            if (chunk.Consensus is { } consensus)
            {
                ViralChunks += consensus.ChunkIsVirus ? 1 : 0;
                _chunkTable.Write(chunk.Id, consensus);
            }

            _caller.Add(chunk);
        }
    }

    /// <summary>Writes what waits for the end of the last shard.</summary>
    public void Complete() => _caller.Complete();

    private void Write(CalledSequence sequence)
    {
        if (sequence.Call is { } call)
        {
            Calls = Calls.With(call);
            _contigTable.Write(sequence.Id, call);
        }

        _called?.Invoke(sequence);
    }
}
