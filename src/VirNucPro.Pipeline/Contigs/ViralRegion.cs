using VirNucPro.Pipeline.Checkpoints;

namespace VirNucPro.Pipeline.Contigs;

/// <summary>A run of viral chunks that follow each other in a sequence. Chunks overlap; the region is what they cover together.</summary>
/// <param name="Start">First base in the sequence, 0-based.</param>
/// <param name="End">One past the last base.</param>
/// <param name="Chunks">Its chunks.</param>
/// <param name="MeanScore">Mean of their max_score_1.</param>
internal readonly record struct ViralRegion(int Start, int End, int Chunks, double MeanScore)
{
    /// <summary>The regions of a sequence, in its order. A chunk without a score ends a region as one that is not viral does.</summary>
    /// <param name="chunks">All chunks of the sequence, in order.</param>
    public static IEnumerable<ViralRegion> Of(IReadOnlyList<ChunkResult> chunks)
    {
        var first = 0;
        var sum = 0.0;
        for (var i = 0; i < chunks.Count; i++)
        {
            if (chunks[i].Consensus is { ChunkIsVirus: true } consensus)
            {
                sum += consensus.Virus;
                continue;
            }

            if (i > first)
            {
                yield return Between(first, i);
            }

            (first, sum) = (i + 1, 0);
        }

        if (chunks.Count > first)
        {
            yield return Between(first, chunks.Count);
        }

        ViralRegion Between(int from, int to) => new(
            chunks[from].Start, chunks[to - 1].Start + chunks[to - 1].LengthBp, to - from, sum / (to - from));
    }
}
