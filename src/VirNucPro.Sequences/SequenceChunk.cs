namespace VirNucPro.Sequences;

/// <summary>One chunk of an input sequence: the unit that gets a verdict.</summary>
/// <param name="SequenceId">Id of the sequence that it was cut from.</param>
/// <param name="Number">1-based number of the chunk in its sequence.</param>
/// <param name="Start">First base in the sequence, 0-based.</param>
/// <param name="Bases">The chunk's letters.</param>
public readonly record struct SequenceChunk(string SequenceId, int Number, int Start, ReadOnlyMemory<byte> Bases)
{
    /// <summary>The reference's name of the chunk, <c>&lt;id&gt;_chunk_&lt;n&gt;</c>.</summary>
    public string Id => $"{SequenceId}_chunk_{Number}";
}
