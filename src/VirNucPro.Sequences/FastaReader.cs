namespace VirNucPro.Sequences;

/// <summary>Reads FASTA; a record without sequence lines has no bases.</summary>
/// <remarks>
/// Source: Biopython 1.80, SimpleFastaParser, as VirNucPro units.py, split_fasta_chunk, uses it: lines end at LF, CR or
/// CRLF; lines before the first header are skipped; spaces and trailing white space go; all other characters of a
/// sequence line stay, tabs and digits too. Unlike it, a byte order mark does not hide the first record, and what can't
/// be FASTA is refused.
/// </remarks>
internal sealed class FastaReader(ByteReader input, string name, int longestSequenceBp)
    : TextRecordReader(input, name, longestSequenceBp)
{
    private readonly string _name = name;
    private bool _started;

    /// <inheritdoc/>
    protected override bool TryReadRecord()
    {
        if (!_started)
        {
            _started = true;
            SkipToFirstHeader();
        }

        if (PeekLine() < 0)
        {
            return false;
        }

        ReadHeaderLine();
        ReadId(Header[1..]);
        while (PeekLine() is >= 0 and not '>')
        {
            ReadSequenceLine();
        }

        return true;
    }

    private void SkipToFirstHeader()
    {
        var hasText = false;
        while (PeekLine() is >= 0 and not '>')
        {
            ReadHeaderLine();
            hasText |= !Header.TrimEnd(WhiteSpace).IsEmpty;
        }

        if (hasText && PeekLine() < 0)
        {
            throw new SequenceFormatException(
                $"{_name}: not FASTA, no line starts with '>', nor FASTQ, SAM or BAM. Give a file in one of these formats.");
        }
    }
}
