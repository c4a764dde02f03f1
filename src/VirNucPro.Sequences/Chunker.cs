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

    /// <summary>Cuts a record lazily; the chunks share its memory.</summary>
    /// <param name="record">The record; one without bases gives no chunks.</param>
    /// <param name="chunkLengthBp">Chunk length in bp, 1 or more.</param>
    /// <returns>The chunks in order, numbered from 1.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The chunk length is below 1.</exception>
    public static IEnumerable<SequenceChunk> Cut(SequenceRecord record, int chunkLengthBp)
    {
        ArgumentNullException.ThrowIfNull(record);
        return Cut(record, new ChunkPlan(record.LengthBp, chunkLengthBp));
    }

    private static IEnumerable<SequenceChunk> Cut(SequenceRecord record, ChunkPlan plan)
    {
        for (var i = 0; i < plan.Count; i++)
        {
            var range = plan[i];
            yield return new SequenceChunk(
                record.Id, i + 1, range.Start, record.Bases.Slice(range.Start, range.LengthBp));
        }
    }

    private readonly struct ChunkPlan
    {
        private readonly int _sequenceLengthBp;
        private readonly int _chunkLengthBp;
        private readonly int _overlapBp;
        private readonly int _widerOverlaps;

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

        public int Count { get; }

        public ChunkRange this[int index]
        {
            get
            {
                var start = ((long)index * (_chunkLengthBp - _overlapBp)) - Math.Min(index, _widerOverlaps);
                return new ChunkRange((int)start, (int)Math.Min(start + _chunkLengthBp, _sequenceLengthBp));
            }
        }
    }
}
