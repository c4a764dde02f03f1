namespace VirNucPro.Sequences;

/// <summary>Reads FASTQ, whose qualities are passed over.</summary>
/// <remarks>
/// Sequence and qualities may have several lines each: a sequence ends at the line that starts with <c>+</c>, the
/// qualities when they are as many as the bases, as in Biopython, seqtk and seqkit. Blank lines may stand between records.
/// </remarks>
internal sealed class FastqReader(ByteReader input, string name, int longestSequenceBp)
    : TextRecordReader(input, name, longestSequenceBp)
{
    private const byte FirstQuality = (byte)'!';
    private const byte LastQuality = (byte)'~';

    /// <inheritdoc/>
    protected override bool TryReadRecord()
    {
        do
        {
            if (PeekLine() < 0)
            {
                return false;
            }

            ReadHeaderLine();
        }
        while (Header.TrimEnd(WhiteSpace).IsEmpty);

        if (Header[0] != '@')
        {
            throw Error(
                "a line that does not start with '@' where a FASTQ record begins",
                "Every record is an '@' line, its bases, a '+' line and as many qualities as bases; is the record before damaged?");
        }

        ReadId(Header[1..]);
        int first;
        while ((first = PeekLine()) != '+')
        {
            if (first is -1)
            {
                throw Ended();
            }

            if (first is '@' or '>')
            {
                throw Error(
                    $"no '+' line before the next line that starts with '{(char)first}'",
                    "Every FASTQ record is an '@' line, its bases, a '+' line and as many qualities as bases.");
            }

            ReadSequenceLine();
        }

        ReadHeaderLine();
        SkipQualities();

        // So that the record's end is behind the whole line end.
        PeekLine();
        return true;
    }

    private void SkipQualities()
    {
        long qualities = 0;
        while (qualities < Bases.Length)
        {
            if (PeekLine() < 0)
            {
                throw Ended();
            }

            qualities += SkipQualityLine();
        }

        if (qualities > Bases.Length)
        {
            throw Error(
                $"the qualities are not as many as the {Bases.Length} bases",
                "Remove the record, or take the file from its source again.");
        }
    }

    private int SkipQualityLine()
    {
        StartLine();
        var (qualities, hasEnded) = (0, false);
        bool goesOn;
        do
        {
            goesOn = ReadPiece(out var piece);
            var length = piece.IndexOfAnyExceptInRange(FirstQuality, LastQuality);
            length = length < 0 ? piece.Length : length;
            if ((hasEnded && length > 0) || !piece[length..].TrimStart(WhiteSpace).IsEmpty)
            {
                throw Error("a quality that is no printable ASCII character", "Take the file from its source again.");
            }

            qualities += length;
            hasEnded |= length < piece.Length;
        }
        while (goesOn);
        return qualities;
    }

    private SequenceFormatException Ended() =>
        Error("the file ends inside this record, so it is cut or damaged", "Copy or make it again.");
}
