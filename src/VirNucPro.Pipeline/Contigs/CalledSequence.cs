using VirNucPro.Pipeline.Checkpoints;

namespace VirNucPro.Pipeline.Contigs;

/// <summary>An input sequence with the results of all its chunks.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Record">Its 1-based position in the input.</param>
/// <param name="Chunks">Its chunks in order, those without a score included.</param>
/// <param name="Call">Its call; null where no chunk has a score.</param>
internal sealed record CalledSequence(string Id, long Record, IReadOnlyList<ChunkResult> Chunks, ContigCall? Call)
{
    /// <summary>Its length in bases (bp): chunks cover a sequence to its end.</summary>
    public int LengthBp => Chunks[^1].Start + Chunks[^1].LengthBp;
}
