using VirNucPro.Pipeline.Checkpoints;

namespace VirNucPro.Pipeline.Contigs;

/// <summary>Puts the chunks of each sequence together, which may lie in several shards, and calls it.</summary>
/// <param name="rules">The rules of a call.</param>
/// <param name="called">Receives each sequence after its last chunk, in input order.</param>
internal sealed class SequenceCaller(ContigRules rules, Action<CalledSequence> called)
{
    private List<ChunkResult> _chunks = [];
    private ContigScores _scores = new();

    /// <summary>Takes the next chunk of the input.</summary>
    /// <param name="chunk">A chunk; those of a sequence follow each other.</param>
    public void Add(ChunkResult chunk)
    {
        if (_chunks.Count > 0 && _chunks[0].Record != chunk.Record)
        {
            Complete();
        }

        _chunks.Add(chunk);
        if (chunk.Consensus is { } consensus)
        {
            _scores.Add(consensus.Others, consensus.Virus);
        }
    }

    /// <summary>Hands over the last sequence.</summary>
    public void Complete()
    {
        if (_chunks.Count == 0)
        {
            return;
        }

        called(new CalledSequence(_chunks[0].SequenceId, _chunks[0].Record, _chunks, _scores.Call(rules)));
        _chunks = [];
        _scores = new ContigScores();
    }
}
