using VirNucPro.Pipeline.Checkpoints;

namespace VirNucPro.Pipeline.Outputs;

/// <summary>Writes the rows of both result files and counts them.</summary>
/// <remarks>A chunk without an open frame gets no row, as in the reference; nor does a frame without a score.</remarks>
internal sealed class ResultExport(FrameTable frameTable, ChunkTable chunkTable)
{
    private readonly List<string> _failedSequences = [];

    public long Chunks { get; private set; }

    public long ChunksWithoutFrames { get; private set; }

    public long ViralChunks { get; private set; }

    public long Frames { get; private set; }

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
                    frameTable.Write(chunk.Id, frame.Frame, score);
                }
                else if (_failedSequences.LastOrDefault() != chunk.SequenceId)
                {
                    _failedSequences.Add(chunk.SequenceId);
                }
            }

            if (chunk.Consensus is { } consensus)
            {
                ViralChunks += consensus.ChunkIsVirus ? 1 : 0;
                chunkTable.Write(chunk.Id, consensus);
            }
        }
    }
}
