using System.Buffers.Binary;
using System.IO.Compression;
using System.IO.Hashing;

namespace VirNucPro.Sequences;

/// <summary>The content of a gzip file of one or more members; those of BGZF, which bgzip and BAM have, are its blocks.</summary>
/// <param name="file">The compressed bytes; stays the caller's.</param>
/// <param name="name">What messages call the file.</param>
/// <remarks>
/// Source: RFC 1952, and section 4.1 of the SAM specification. GZipStream reads members too, but takes a cut file for a
/// whole one and passes over what is not gzip behind them.
/// </remarks>
internal sealed class GzipSource(ByteReader file, string name) : IByteSource
{
    private const int FixedHeaderBytes = 10;
    private const int TrailerBytes = 8;
    private const byte HeaderChecksum = 2;
    private const byte ExtraField = 4;
    private const byte OriginalName = 8;
    private const byte Comment = 16;
    private const byte Reserved = 0xE0;

    private readonly ByteReaderStream _data = new(file);
    private readonly Crc32 _crc = new();
    private DeflateStream? _member;
    private long _memberOffset;
    private int? _blockBytes;
    private uint _memberSize;
    private bool _hasMembers;
    private bool _hasBlocks;

    /// <summary>The first bytes of a gzip file.</summary>
    public static ReadOnlySpan<byte> Signature => [0x1F, 0x8B];

    /// <summary>At the end of BGZF: whether the empty block is missing that its writers put there, so that it may be cut.</summary>
    public bool LacksEndMarker => _hasBlocks && (_blockBytes is null || _memberSize != 0);

    /// <inheritdoc/>
    public int Read(Span<byte> destination)
    {
        while (_member is not null || TryStartMember())
        {
            int count;
            try
            {
                count = _member!.Read(destination);
            }
            catch (InvalidDataException)
            {
                throw Damaged("can't be decompressed");
            }

            if (count > 0)
            {
                _crc.Append(destination[..count]);
                _memberSize += (uint)count;
                return count;
            }

            EndMember();
        }

        return 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _member?.Dispose();

    private bool TryStartMember()
    {
        // Tapes and some file systems fill the last block with zeros.
        while (_hasMembers && file.Peek() == 0)
        {
            file.Advance(1);
        }

        if (file.Peek() < 0)
        {
            return false;
        }

        _memberOffset = file.Offset;
        Require(FixedHeaderBytes);
        var header = file.Buffered;
        if (!header.StartsWith(Signature))
        {
            throw Error(
                $"from byte {_memberOffset} on it holds something else behind the gzip data",
                "Make it again, or cut off what does not belong to it.");
        }

        var flags = header[3];
        if (header[2] != 8 || (flags & Reserved) != 0)
        {
            throw Damaged("has a header that gzip does not make");
        }

        file.Advance(FixedHeaderBytes);
        _blockBytes = (flags & ExtraField) != 0 ? ReadExtraField() : null;
        SkipText((flags & OriginalName) != 0);
        SkipText((flags & Comment) != 0);
        if ((flags & HeaderChecksum) != 0)
        {
            Require(2);
            file.Advance(2);
        }

        _hasMembers = true;
        _hasBlocks |= _blockBytes is not null;
        _crc.Reset();
        _memberSize = 0;
        _member = new DeflateStream(_data, CompressionMode.Decompress, leaveOpen: true);
        return true;
    }

    /// <summary>Reads the header's extra field.</summary>
    /// <returns>Size of the BGZF block that starts with the header; null where it is another member.</returns>
    private int? ReadExtraField()
    {
        Require(2);
        var length = BinaryPrimitives.ReadUInt16LittleEndian(file.Buffered);
        file.Advance(2);
        Require(length);
        var fields = file.Buffered[..length];
        file.Advance(length);
        while (fields.Length >= 4)
        {
            var fieldLength = BinaryPrimitives.ReadUInt16LittleEndian(fields[2..]);
            if (fields.StartsWith("BC"u8) && fieldLength == 2 && fields.Length >= 6)
            {
                return BinaryPrimitives.ReadUInt16LittleEndian(fields[4..]) + 1;
            }

            fields = fields[Math.Min(fields.Length, 4 + fieldLength)..];
        }

        return null;
    }

    private void SkipText(bool isThere)
    {
        while (isThere)
        {
            Require(1);
            isThere = file.Buffered[0] != 0;
            file.Advance(1);
        }
    }

    private void EndMember()
    {
        _member!.Dispose();
        _member = null;
        if (_data.LastReadCount == 0)
        {
            throw Cut();
        }

        Span<byte> trailer = stackalloc byte[TrailerBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(trailer, _crc.GetCurrentHashAsUInt32());
        BinaryPrimitives.WriteUInt32LittleEndian(trailer[4..], _memberSize);

        // DeflateStream does not tell how much of its last read it has used. Of a block the header says where it ends; of
        // any other member the eight bytes of checksum and size must follow, which no other place has by chance.
        var lastRead = _data.LastReadCount;
        file.Advance(-lastRead);
        var hasAll = file.LookAhead(lastRead + TrailerBytes);
        var rest = file.Buffered[..Math.Min(file.Buffered.Length, lastRead + TrailerBytes)];
        var start = _blockBytes is { } size ? _memberOffset + size - TrailerBytes - file.Offset : rest.IndexOf(trailer);
        if (start < 0 || start > lastRead)
        {
            throw hasAll || _blockBytes is not null ? Damaged("does not have the checksum and size that it says") : Cut();
        }

        if (start + TrailerBytes > rest.Length)
        {
            throw Cut();
        }

        if (!rest[(int)start..].StartsWith(trailer))
        {
            throw Damaged("does not have the checksum and size that it says");
        }

        file.Advance((int)start + TrailerBytes);
    }

    private void Require(int count)
    {
        if (!file.LookAhead(count))
        {
            throw Cut();
        }
    }

    private SequenceFormatException Cut() => Error(
        $"the file ends inside the {Part} that starts at byte {_memberOffset}, so it is cut or damaged",
        "Copy or make it again.");

    private SequenceFormatException Damaged(string what) =>
        Error($"the {Part} that starts at byte {_memberOffset} {what}, so it is damaged", "Copy or make it again.");

    private string Part => _blockBytes is null ? "gzip member" : "BGZF block";

    private SequenceFormatException Error(string what, string remedy) => new($"{name}: {what}. {remedy}");
}
