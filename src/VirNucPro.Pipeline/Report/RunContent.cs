using VirNucPro.Pipeline.Contigs;

namespace VirNucPro.Pipeline.Report;

/// <summary>What a report shows of the results: counts over all of them, and a selection of sequences. Bounded in size.</summary>
internal sealed class RunContent
{
    /// <summary>The scores of all chunks.</summary>
    public ScoreHistogram Scores { get; } = new();

    /// <summary>The calls of all sequences by length.</summary>
    public LengthHistogram Lengths { get; } = new();

    /// <summary>The calls of all sequences.</summary>
    public CallsByTier Calls { get; } = new();

    /// <summary>The sequences that are listed.</summary>
    public SequenceSelection Selection { get; } = new();

    /// <summary>Bases of all sequences.</summary>
    public long Bases { get; private set; }

    /// <summary>Takes the next sequence of the input.</summary>
    /// <param name="sequence">The sequence.</param>
    public void Add(CalledSequence sequence)
    {
        foreach (var chunk in sequence.Chunks)
        {
            if (chunk.Consensus is { } consensus)
            {
                Scores.Add(consensus.Virus, consensus.ChunkIsVirus);
            }
        }

        Bases += sequence.LengthBp;
        Calls.Add(sequence.Call);
        Lengths.Add(sequence.LengthBp, sequence.Call?.Verdict);
        Selection.Offer(sequence);
    }
}
