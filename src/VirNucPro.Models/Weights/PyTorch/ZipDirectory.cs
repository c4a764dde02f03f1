using System.Buffers.Binary;
using System.Text;

namespace VirNucPro.Models.Weights.PyTorch;

/// <summary>The entries of a zip archive and where their bytes lie; only stored entries, which can be mapped.</summary>
/// <remarks>Source: PKWARE APPNOTE.TXT 6.3. torch.save stores and never compresses.</remarks>
internal static class ZipDirectory
{
    private const int EndRecordLength = 22;
    private const int LongestComment = ushort.MaxValue;
    private const int EntryHeaderLength = 46;
    private const int LocalHeaderLength = 30;
    private const uint EndSignature = 0x06054b50;
    private const uint Zip64LocatorSignature = 0x07064b50;
    private const uint Zip64EndSignature = 0x06064b50;
    private const uint EntrySignature = 0x02014b50;
    private const uint LocalSignature = 0x04034b50;
    private const ushort Zip64Field = 1;
    private const int LongestDirectory = 64 * 1024 * 1024;

    /// <summary>Reads the directory.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="file">Its mapping.</param>
    /// <exception cref="ModelException">The archive is cut short, damaged or compressed.</exception>
    public static Dictionary<string, ByteRange> Read(string path, FileMapping file)
    {
        var directory = FindDirectory(path, file);
        if (directory.Length > LongestDirectory)
        {
            throw Damaged(path, $"its directory has {directory.Length} bytes");
        }

        var entries = new Dictionary<string, ByteRange>(StringComparer.Ordinal);
        var headers = new List<(string Name, long Header, long Length)>();
        var rest = file.Map(directory);
        while (rest.Length >= EntryHeaderLength && BinaryPrimitives.ReadUInt32LittleEndian(rest) == EntrySignature)
        {
            int nameLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[28..]);
            int extraLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[30..]);
            int commentLength = BinaryPrimitives.ReadUInt16LittleEndian(rest[32..]);
            var entryLength = EntryHeaderLength + nameLength + extraLength + commentLength;
            if (entryLength > rest.Length)
            {
                throw Damaged(path, "an entry of its directory is cut short");
            }

            var name = Encoding.UTF8.GetString(rest.Slice(EntryHeaderLength, nameLength));
            if (BinaryPrimitives.ReadUInt16LittleEndian(rest[10..]) != 0)
            {
                throw new ModelException($"{path}: entry {name} is compressed, which torch.save never does. Save the model again with torch.save.");
            }

            long length = BinaryPrimitives.ReadUInt32LittleEndian(rest[24..]);
            long header = BinaryPrimitives.ReadUInt32LittleEndian(rest[42..]);
            ReadZip64(path, rest.Slice(EntryHeaderLength + nameLength, extraLength), BinaryPrimitives.ReadUInt32LittleEndian(rest[20..]), ref length, ref header);
            headers.Add((name, header, length));
            rest = rest[entryLength..];
        }

        foreach (var (name, header, length) in headers)
        {
            if (!entries.TryAdd(name, FindData(path, file, name, header, length)))
            {
                throw Damaged(path, $"entry {name} is there twice");
            }
        }

        return entries;
    }

    private static ByteRange FindDirectory(string path, FileMapping file)
    {
        var tailStart = Math.Max(0, file.Length - EndRecordLength - LongestComment);
        var tail = file.Map(new ByteRange(tailStart, file.Length - tailStart));
        for (var i = tail.Length - EndRecordLength; i >= 0; i--)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(tail[i..]) != EndSignature)
            {
                continue;
            }

            long length = BinaryPrimitives.ReadUInt32LittleEndian(tail[(i + 12)..]);
            long start = BinaryPrimitives.ReadUInt32LittleEndian(tail[(i + 16)..]);
            const int LocatorLength = 20;
            if (i >= LocatorLength && BinaryPrimitives.ReadUInt32LittleEndian(tail[(i - LocatorLength)..]) == Zip64LocatorSignature)
            {
                const int Zip64EndLength = 56;
                var end = Within(path, file, BinaryPrimitives.ReadInt64LittleEndian(tail[(i - LocatorLength + 8)..]), Zip64EndLength);
                var record = file.Map(end);
                if (BinaryPrimitives.ReadUInt32LittleEndian(record) != Zip64EndSignature)
                {
                    throw Damaged(path, "its zip64 end record is not where it should be");
                }

                length = BinaryPrimitives.ReadInt64LittleEndian(record[40..]);
                start = BinaryPrimitives.ReadInt64LittleEndian(record[48..]);
            }

            return Within(path, file, start, length);
        }

        throw Damaged(path, "the directory at its end is missing, so the file was cut short");
    }

    private static ByteRange FindData(string path, FileMapping file, string name, long header, long length)
    {
        var local = file.Map(Within(path, file, header, LocalHeaderLength));
        if (BinaryPrimitives.ReadUInt32LittleEndian(local) != LocalSignature)
        {
            throw Damaged(path, $"entry {name} is not where its directory says");
        }

        var prefix = LocalHeaderLength + BinaryPrimitives.ReadUInt16LittleEndian(local[26..]) + BinaryPrimitives.ReadUInt16LittleEndian(local[28..]);
        return Within(path, file, header + prefix, length);
    }

    private static void ReadZip64(string path, ReadOnlySpan<byte> extra, uint packedLength, ref long length, ref long header)
    {
        while (extra.Length >= 4)
        {
            int size = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (size > extra.Length - 4)
            {
                throw Damaged(path, "an entry of its directory is cut short");
            }

            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == Zip64Field)
            {
                var fields = extra.Slice(4, size);
                length = Widen(path, length, ref fields);
                Widen(path, packedLength, ref fields);
                header = Widen(path, header, ref fields);
                return;
            }

            extra = extra[(4 + size)..];
        }
    }

    // A field whose 32 bits are all set stands in the zip64 field instead.
    private static long Widen(string path, long value, ref ReadOnlySpan<byte> fields)
    {
        if (value != uint.MaxValue)
        {
            return value;
        }

        if (fields.Length < sizeof(long))
        {
            throw Damaged(path, "a zip64 field of its directory is cut short");
        }

        value = BinaryPrimitives.ReadInt64LittleEndian(fields);
        fields = fields[sizeof(long)..];
        return value;
    }

    private static ByteRange Within(string path, FileMapping file, long start, long length) =>
        start >= 0 && length >= 0 && start <= file.Length && length <= file.Length - start
            ? new ByteRange(start, length)
            : throw Damaged(path, $"{length} bytes at {start} lie outside its {file.Length}");

    private static ModelException Damaged(string path, string problem) =>
        new($"{path} is a damaged zip archive: {problem}. Fetch it again.");
}
