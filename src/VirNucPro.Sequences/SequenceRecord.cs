namespace VirNucPro.Sequences;

/// <summary>One sequence of the input, as read.</summary>
/// <param name="Id">Header up to the first white space; may be empty.</param>
/// <param name="Bases">Letters as in the file, ASCII, case kept; without spaces and without white space at line ends.</param>
/// <param name="Number">1-based position of the record in the input.</param>
/// <param name="EndOffset">Bytes of the input consumed up to the end of this record.</param>
public sealed record SequenceRecord(string Id, ReadOnlyMemory<byte> Bases, long Number, long EndOffset)
{
    /// <summary>Length in bases (bp).</summary>
    public int LengthBp => Bases.Length;
}
