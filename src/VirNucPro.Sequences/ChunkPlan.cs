namespace VirNucPro.Sequences;

/// <summary>Where the chunks of a sequence lie, by their index.</summary>
/// <remarks>Source: VirNucPro units.py, split_fasta_chunk.</remarks>
internal readonly struct ChunkPlan
{
    private readonly int _sequenceLengthBp;
    private readonly int _chunkLengthBp;
    private readonly int _overlapBp;
    private readonly int _widerOverlaps;

    /// <summary>Plans the chunks.</summary>
    /// <param name="sequenceLengthBp">Length of the sequence in bp; 0 has no chunks.</param>
    /// <param name="chunkLengthBp">Chunk length in bp, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">A length is out of range.</exception>
    public ChunkPlan(int sequenceLengthBp, int chunkLengthBp)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(sequenceLengthBp);
        ArgumentOutOfRangeException.ThrowIfLessThan(chunkLengthBp, 1);
        _sequenceLengthBp = sequenceLengthBp;
        _chunkLengthBp = chunkLengthBp;
        Count = (int)(((long)sequenceLengthBp + chunkLengthBp - 1) / chunkLengthBp);
        if (Count == 0)
        {
            return;
        }

        // split_fasta_chunk spreads the surplus over Count overlaps although there are only Count - 1, then
        // widens the first ones by a base until the surplus would be used up. That asks for more wide
        // overlaps than there are, so the last chunk often ends short of the full length.
        var surplusBp = (int)(((long)Count * chunkLengthBp) - sequenceLengthBp);
        _overlapBp = surplusBp / Count;
        _widerOverlaps = (int)(surplusBp - ((long)_overlapBp * (Count - 1)));
    }

    /// <summary>Number of chunks.</summary>
    public int Count { get; }

    /// <summary>Where a chunk lies.</summary>
    /// <param name="index">0-based.</param>
    public ChunkRange this[int index]
    {
        get
        {
            var start = ((long)index * (_chunkLengthBp - _overlapBp)) - Math.Min(index, _widerOverlaps);
            return new ChunkRange((int)start, (int)Math.Min(start + _chunkLengthBp, _sequenceLengthBp));
        }
    }
}
