namespace VirNucPro.Pipeline.Outputs;

/// <summary>One row of a <see cref="ChunkTable"/>.</summary>
/// <param name="SequenceId">Id of its sequence: the chunk's name without <c>_chunk_&lt;n&gt;</c> at its end.</param>
/// <param name="Number">1-based number of the chunk in its sequence; 0 where the name has none.</param>
/// <param name="Others">max_score_0, finite.</param>
/// <param name="Virus">max_score_1, finite.</param>
internal readonly record struct ScoredChunk(string SequenceId, int Number, double Others, double Virus);
