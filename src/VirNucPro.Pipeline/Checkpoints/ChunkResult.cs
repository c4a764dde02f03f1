using VirNucPro.Pipeline.Stages;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>One chunk of a finished shard.</summary>
/// <param name="SequenceId">Id of its sequence.</param>
/// <param name="Record">1-based position of its sequence in the input.</param>
/// <param name="Number">1-based number of the chunk in its sequence.</param>
/// <param name="Start">0-based position of its first base in the sequence.</param>
/// <param name="LengthBp">Its bases.</param>
/// <param name="InputHash">First 8 bytes of the <see cref="InputDigest"/> of the chunk: tells which one changed.</param>
/// <param name="Frames">Its open frames, in the order of <see cref="Sequences.ReadingFrame"/>.</param>
internal sealed record ChunkResult(
    string SequenceId, long Record, int Number, int Start, int LengthBp, long InputHash, IReadOnlyList<FrameResult> Frames)
{
    /// <summary>The chunk's name in the result files.</summary>
    public string Id => $"{SequenceId}_chunk_{Number}";

    /// <summary>The largest of each score over its frames; null where no frame has one.</summary>
    public FrameScore? Consensus
    {
        get
        {
            FrameScore? largest = null;
            foreach (var frame in Frames)
            {
                if (frame.Score is { } score)
                {
                    largest = largest?.Max(score) ?? score;
                }
            }

            return largest;
        }
    }
}
