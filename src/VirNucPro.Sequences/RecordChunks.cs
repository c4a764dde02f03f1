using System.Collections;

namespace VirNucPro.Sequences;

/// <summary>The chunks of a record, each made when it is asked for; they share the record's memory.</summary>
public readonly struct RecordChunks : IReadOnlyList<SequenceChunk>
{
    private readonly SequenceRecord _record;
    private readonly ChunkPlan _plan;

    internal RecordChunks(SequenceRecord record, ChunkPlan plan)
    {
        _record = record;
        _plan = plan;
    }

    /// <inheritdoc/>
    public int Count => _plan.Count;

    /// <inheritdoc/>
    public SequenceChunk this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count, nameof(index));
            var range = _plan[index];
            return new SequenceChunk(_record.Id, index + 1, range.Start, _record.Bases.Slice(range.Start, range.LengthBp));
        }
    }

    /// <inheritdoc/>
    public IEnumerator<SequenceChunk> GetEnumerator()
    {
        for (var i = 0; i < Count; i++)
        {
            yield return this[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
