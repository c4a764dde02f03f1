using System.Buffers.Binary;
using System.IO.Compression;

namespace VirNucPro.Fuzz;

/// <summary>Changes PyTorch's zip files: the pickle inside, the list of members, the fields of the zip format, or any bytes.</summary>
internal sealed class ZipMutator : IMutator
{
    private const string PickleName = "data.pkl";
    private const uint LocalHeader = 0x04034B50;
    private const uint CentralHeader = 0x02014B50;
    private const uint EndOfDirectory = 0x06054B50;

    private readonly IReadOnlyList<byte[]> _corpus;
    private readonly (string Name, byte[] Data)[][] _members;
    private readonly PickleMutator _pickles;
    private readonly ByteMutator _bytes;

    public ZipMutator(IReadOnlyList<byte[]> corpus)
    {
        _corpus = corpus;
        _members = [.. corpus.Select(Members)];
        _pickles = new PickleMutator([.. _members.Select(members => members.First(member => member.Name.EndsWith(PickleName, StringComparison.Ordinal)).Data)]);
        _bytes = new ByteMutator(corpus);
    }

    /// <inheritdoc/>
    public byte[] Next(MutationRandom random) => random.Below(8) switch
    {
        0 => _bytes.Next(random),
        1 or 2 => ChangeField(random),
        3 => Pack(ChangeMembers([.. random.Pick(_members)], random), random),
        _ => Pack(ReplacePickle([.. random.Pick(_members)], random), random),
    };

    private static (string Name, byte[] Data)[] Members(byte[] file)
    {
        using var archive = new ZipArchive(new MemoryStream(file));
        return [.. archive.Entries.Select(entry =>
        {
            using var stream = entry.Open();
            var data = new byte[entry.Length];
            stream.ReadExactly(data);
            return (entry.FullName, data);
        })];
    }

    private List<(string Name, byte[] Data)> ReplacePickle(List<(string Name, byte[] Data)> members, MutationRandom random)
    {
        var index = members.FindIndex(member => member.Name.EndsWith(PickleName, StringComparison.Ordinal));
        members[index] = (members[index].Name, _pickles.Next(random));
        return members;
    }

    private List<(string Name, byte[] Data)> ChangeMembers(List<(string Name, byte[] Data)> members, MutationRandom random)
    {
        var index = random.Below(members.Count);
        var (name, data) = members[index];
        string[] names = [.. members.Select(member => member.Name), "../x", "/data.pkl", "archive/data.pkl", "archive/byteorder", "archive/data/0", "x/data.pkl", "constants.pkl"];
        switch (random.Below(4))
        {
            case 0:
                members.RemoveAt(index);
                break;
            case 1:
                members[index] = (random.Pick(names), data);
                break;
            case 2:
                members.Insert(random.Below(members.Count), (random.Pick(names), data));
                break;
            default:
                members[index] = (name, _bytes.Change(data, random));
                break;
        }

        return members;
    }

    /// <summary>Writes a number where a header, the directory or its end has one.</summary>
    private byte[] ChangeField(MutationRandom random)
    {
        byte[] file = [.. random.Pick(_corpus)];
        for (var changes = random.ChangeCount(); changes > 0; changes--)
        {
            var headers = Headers(file);
            if (headers.Count == 0)
            {
                break;
            }

            var position = random.Pick(headers) + 4 + (2 * random.Below(22));
            uint[] values = [0, 1, 8, 9, 0xFF, 0xFFFE, 0xFFFF, 0x7FFFFFFF, 0x80000000, 0xFFFFFFFF, (uint)file.Length, (uint)file.Length - 1, (uint)random.Next()];
            if (position + sizeof(uint) <= file.Length)
            {
                if (random.OneIn(2))
                {
                    BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(position), random.Pick(values));
                }
                else
                {
                    BinaryPrimitives.WriteUInt16LittleEndian(file.AsSpan(position), (ushort)random.Pick(values));
                }
            }
        }

        return file;
    }

    private static List<int> Headers(byte[] file)
    {
        var headers = new List<int>();
        for (var position = 0; position + sizeof(uint) <= file.Length;)
        {
            var next = file.AsSpan(position).IndexOf("PK"u8);
            if (next < 0 || position + next + sizeof(uint) > file.Length)
            {
                break;
            }

            position += next;
            if (BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(position)) is LocalHeader or CentralHeader or EndOfDirectory)
            {
                headers.Add(position);
            }

            position += 2;
        }

        return headers;
    }

    private static byte[] Pack(List<(string Name, byte[] Data)> members, MutationRandom random)
    {
        // PyTorch stores its members; a compressed one must be refused or read, but not misread.
        var level = random.OneIn(16) ? CompressionLevel.Fastest : CompressionLevel.NoCompression;
        var file = new MemoryStream();
        using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, data) in members)
            {
                var entry = archive.CreateEntry(name, level);
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var stream = entry.Open();
                stream.Write(data);
            }
        }

        return file.ToArray();
    }
}
