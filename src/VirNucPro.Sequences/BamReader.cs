using System.Buffers.Binary;

namespace VirNucPro.Sequences;

/// <summary>Reads BAM: a record for each read, from its primary alignment, in the read's own direction.</summary>
/// <remarks>Source: the SAM specification, section 4.2. No length that the file tells is believed before its bytes are there.</remarks>
internal sealed class BamReader(ByteReader input, string name, int longestSequenceBp)
    : RecordReader(input, name, longestSequenceBp)
{
    private const int FixedBytes = 32;

    private int _references = -1;
    private long _alignments;

    /// <summary>The first bytes of decompressed BAM.</summary>
    public static ReadOnlySpan<byte> Signature => "BAM\x1"u8;

    /// <inheritdoc/>
    protected override string Place => _references < 0 ? "" : $", alignment {_alignments}" + (RecordId is null ? "" : $" ({RecordId})");

    /// <inheritdoc/>
    protected override bool TryReadRecord()
    {
        if (_references < 0)
        {
            _references = ReadHeader();
        }

        while (Input.Peek() >= 0)
        {
            _alignments++;
            if (TakeAlignment())
            {
                return true;
            }
        }

        return false;
    }

    private int ReadHeader()
    {
        Skip(Signature.Length);
        Skip(ReadLength());
        var references = ReadLength();
        for (var i = 0; i < references; i++)
        {
            Skip(ReadLength());
            Skip(sizeof(int));
        }

        return references;
    }

    /// <summary>Takes the record of the next alignment.</summary>
    /// <returns>False where it is not the read's primary one.</returns>
    private bool TakeAlignment()
    {
        var blockBytes = ReadLength();
        Require(FixedBytes);
        var block = Input.Buffered;
        var reference = BinaryPrimitives.ReadInt32LittleEndian(block);
        var nameBytes = block[8];
        var operations = BinaryPrimitives.ReadUInt16LittleEndian(block[12..]);
        var flags = (AlignmentFlags)BinaryPrimitives.ReadUInt16LittleEndian(block[14..]);
        var lengthBp = BinaryPrimitives.ReadInt32LittleEndian(block[16..]);
        Input.Advance(FixedBytes);

        var packedBytes = ((long)lengthBp + 1) / 2;
        var rest = blockBytes - FixedBytes - nameBytes - (4L * operations) - packedBytes - lengthBp;
        if (lengthBp < 0 || rest < 0 || nameBytes == 0 || reference < -1 || reference >= _references)
        {
            throw Damaged();
        }

        if ((flags & (AlignmentFlags.Secondary | AlignmentFlags.Supplementary)) != 0)
        {
            Skip(blockBytes - FixedBytes);
            return false;
        }

        Require(nameBytes);
        if (Input.Buffered[..nameBytes].IndexOf((byte)0) != nameBytes - 1)
        {
            throw Damaged();
        }

        ReadId(Input.Buffered[..(nameBytes - 1)]);
        Input.Advance(nameBytes);
        Skip(4L * operations);
        ReadBases(lengthBp);
        Skip(lengthBp + rest);
        if ((flags & AlignmentFlags.Reverse) != 0)
        {
            IupacCodes.ReverseComplement(Bases.Span);
        }

        return true;
    }

    private void ReadBases(int lengthBp)
    {
        while (lengthBp > 0)
        {
            Require(1);
            var pieceBp = (int)Math.Min(lengthBp, 2L * Input.Buffered.Length);
            if (!Bases.TryExtend(pieceBp, out var letters))
            {
                throw TooLong();
            }

            IupacCodes.Unpack(Input.Buffered, letters);
            Input.Advance((pieceBp + 1) / 2);
            lengthBp -= pieceBp;
        }
    }

    private int ReadLength()
    {
        Require(sizeof(int));
        var length = BinaryPrimitives.ReadInt32LittleEndian(Input.Buffered);
        Input.Advance(sizeof(int));
        return length >= 0 ? length : throw Damaged();
    }

    private void Require(int count)
    {
        if (!Input.LookAhead(count))
        {
            throw Ended();
        }
    }

    private void Skip(long count)
    {
        if (!Input.TrySkip(count))
        {
            throw Ended();
        }
    }

    private SequenceFormatException Damaged() =>
        Error(
            _references < 0 ? "its BAM header is damaged" : "the sizes in this BAM record contradict each other, so it is damaged",
            "Copy or make the file again.");

    private SequenceFormatException Ended() =>
        Error($"the file ends inside {(_references < 0 ? "its BAM header" : "this BAM record")}, so it is cut or damaged", "Copy or make it again.");
}
