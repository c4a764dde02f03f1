namespace VirNucPro.Sequences;

/// <summary>Cuts sequences into overlapping chunks of one length.</summary>
/// <remarks>Source: VirNucPro units.py, split_fasta_chunk.</remarks>
public static class Chunker
{
    /// <summary>Where the chunks of a sequence lie.</summary>
    /// <param name="sequenceLengthBp">Length of the sequence in bp; 0 has no chunks.</param>
    /// <param name="chunkLengthBp">Chunk length in bp, 1 or more.</param>
    /// <returns>The chunks in order. All have the chunk length, but for the last, which may be shorter.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A length is out of range.</exception>
    public static ChunkRange[] Ranges(int sequenceLengthBp, int chunkLengthBp)
    {
        var plan = new ChunkPlan(sequenceLengthBp, chunkLengthBp);
        var ranges = new ChunkRange[plan.Count];
        for (var i = 0; i < ranges.Length; i++)
        {
            ranges[i] = plan[i];
        }

        return ranges;
    }

    /// <summary>Cuts a record; the chunks share its memory.</summary>
    /// <param name="record">The record; one without bases gives no chunks.</param>
    /// <param name="chunkLengthBp">Chunk length in bp, 1 or more.</param>
    /// <returns>The chunks in order, numbered from 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The chunk length is below 1.</exception>
    public static RecordChunks Cut(SequenceRecord record, int chunkLengthBp)
    {
        ArgumentNullException.ThrowIfNull(record);
        return new RecordChunks(record, new ChunkPlan(record.LengthBp, chunkLengthBp));
    }
}
