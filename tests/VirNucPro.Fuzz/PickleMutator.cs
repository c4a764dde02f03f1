using System.Buffers.Binary;
using System.Text;

namespace VirNucPro.Fuzz;

/// <summary>Changes pickles opcode by opcode; whatever follows the last pickle of a file counts as one opcode more.</summary>
internal sealed class PickleMutator : IMutator
{
    private const byte Stop = (byte)'.';

    /// <summary>Lists nested that deep stop a reader that calls itself.</summary>
    private const int ManyTimes = 20_000;

    private static readonly byte[][] Snippets =
    [
        .. new[]
        {
            "cposix\nsystem\n", "cbuiltins\neval\n", "ctorch._utils\n_rebuild_tensor_v2\n", "ctorch._utils\n_rebuild_parameter\n", "ctorch\nFloatStorage\n",
            "ctorch\nNopeStorage\n", "ccollections\nOrderedDict\n", "ctorch\nSize\n", "ctorch\ndevice\n", "cargparse\nNamespace\n", "c\n\n", "c__builtin__\nset\n",
            "I1\n", "I-1\n", "I99999999999999999999\n", "L1L\n", "Fnan\n", "F1e999\n", "Vx\n", "S'x'\n", "I00\n", "I01\n", "g0\n", "p0\n", "Pid\n",
        }.Select(Encoding.Latin1.GetBytes),
        .. new[]
        {
            "(", ")", "]", "}", "N", "0", "1", "2", "R", "b", "t", "l", "d", "s", "u", "a", "e", "Q", ".", "\u0085", "\u0086", "\u0087", "\u0088", "\u0089", "\u0081", "\u0092", "\u0093",
            "\u0094", "\u008f", "\u0090", "\u0091", "o", "(0", "0000", "(t", "2\u0086", "]2a", "}2Ns", "N\u0085\u0052", ")R", ")\u0081", "}b", "\u0080\u0002", "\u0080\u0004", "\u0080\u00ff",
            "h\u0000", "h\u00ff", "j\u00ff\u00ff\u00ff\u00ff", "q\u00ff", "r\u00ff\u00ff\u00ff\u00ff", "r\u00ff\u00ff\u00ff\u007f", "K\u0000", "K\u00ff", "J\u00ff\u00ff\u00ff\u00ff", "J\u00ff\u00ff\u00ff\u007f",
            "M\u00ff\u00ff", "G\u007f\u00f8\u0000\u0000\u0000\u0000\u0000\u0000", "\u008a\u0000", "\u008a\u00ff", "\u008a\u0008\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "\u008a\u0009\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u0000",
            "\u008b\u00ff\u00ff\u00ff\u007f", "\u008b\u00ff\u00ff\u00ff\u00ff", "X\u00ff\u00ff\u00ff\u00ff", "X\u00ff\u00ff\u00ff\u007f", "X\u0000\u0000\u0000\u0000", "X\u0002\u0000\u0000\u0000\u00ff\u00fe", "\u008d\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff",
            "\u008e\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f", "T\u00ff\u00ff\u00ff\u007f", "U\u00ff", "B\u00ff\u00ff\u00ff\u007f", "\u0095\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff", "\u0096\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u007f",
        }.Select(Encoding.Latin1.GetBytes),
    ];

    private static readonly byte[][] Bombs =
    [
        [.. Enumerable.Repeat((byte)'(', ManyTimes)],
        [.. Enumerable.Repeat((byte)')', ManyTimes)],
        [.. Enumerable.Repeat((byte)'2', ManyTimes)],
        // ((((…))))
        [(byte)')', .. Enumerable.Repeat((byte)0x85, ManyTimes)],
        // Twice the one before, sixty times over.
        [(byte)']', .. Enumerable.Repeat<byte[]>([(byte)'2', 0x86], 60).SelectMany(pair => pair)],
        // A list and a dictionary that hold themselves.
        [.. "]2a"u8],
        [.. "}2N2s"u8],
        // Lists in a list, and dictionaries in a dictionary.
        [.. Enumerable.Repeat((byte)']', ManyTimes / 4), .. Enumerable.Repeat((byte)'a', (ManyTimes / 4) - 1)],
        [.. Enumerable.Repeat<byte[]>([.. "}N"u8], ManyTimes / 4).SelectMany(pair => pair), (byte)'N', .. Enumerable.Repeat((byte)'s', ManyTimes / 4)],
    ];

    private readonly byte[][][] _files;
    private readonly ByteMutator _bytes;

    public PickleMutator(IReadOnlyList<byte[]> corpus)
    {
        _files = [.. corpus.Select(Split)];
        _bytes = new ByteMutator(corpus);
    }

    /// <inheritdoc/>
    public byte[] Next(MutationRandom random)
    {
        var opcodes = new List<byte[]>(random.Pick(_files));
        for (var i = random.ChangeCount(); i > 0 && opcodes.Count > 0; i--)
        {
            ChangeOnce(opcodes, random);
        }

        var file = new byte[opcodes.Sum(opcode => opcode.Length)];
        var end = 0;
        foreach (var opcode in opcodes)
        {
            opcode.CopyTo(file, end);
            end += opcode.Length;
        }

        return random.OneIn(8) ? _bytes.Change(file, random) : file;
    }

    private void ChangeOnce(List<byte[]> opcodes, MutationRandom random)
    {
        var position = random.Below(opcodes.Count);
        var length = Math.Min(random.ShortLength(8), opcodes.Count - position);
        switch (random.Below(9))
        {
            case 0:
                opcodes[position] = random.Pick(Snippets);
                break;
            case 1:
                opcodes.Insert(position, random.Pick(Snippets));
                break;
            case 2:
                opcodes[position] = random.Pick(random.Pick(_files));
                break;
            case 3:
                opcodes.RemoveRange(position, length);
                break;
            case 4:
                opcodes.InsertRange(random.Below(opcodes.Count), opcodes.GetRange(position, length));
                break;
            case 5:
                var other = random.Below(opcodes.Count);
                (opcodes[position], opcodes[other]) = (opcodes[other], opcodes[position]);
                break;
            case 6 when random.OneIn(16):
                Explode(opcodes, position, random);
                break;
            case 7:
                ChangeInteger(opcodes, position, random);
                break;
            default:
                opcodes[position] = _bytes.Change(opcodes[position], random);
                break;
        }
    }

    private static void Explode(List<byte[]> opcodes, int position, MutationRandom random)
    {
        opcodes.Insert(position, random.Pick(Bombs));
        // As the whole pickle it is read to its end; inside of one it leaves a value too many.
        var stop = opcodes.FindIndex(position, opcode => opcode is [Stop]);
        if (random.OneIn(2) && stop > 0)
        {
            opcodes.RemoveRange(position + 1, stop - position - 1);
            var start = 1 + opcodes.FindLastIndex(position, opcode => opcode is [Stop]);
            opcodes.RemoveRange(start, position - start);
        }
    }

    /// <summary>Sizes, strides and offsets are small integers: the next one becomes another.</summary>
    private static void ChangeInteger(List<byte[]> opcodes, int start, MutationRandom random)
    {
        for (var position = start; position < opcodes.Count; position++)
        {
            if (opcodes[position] is [(byte)'K' or (byte)'M' or (byte)'J' or 0x8A, ..])
            {
                var number = new byte[10];
                (number[0], number[1]) = (0x8A, sizeof(long));
                long[] values = [-1, 0, 1, 2, 255, 65536, int.MaxValue, uint.MaxValue, 1L << 40, 1L << 61, long.MaxValue, long.MinValue];
                BinaryPrimitives.WriteInt64LittleEndian(number.AsSpan(2), random.Pick(values));
                opcodes[position] = random.OneIn(3) ? [(byte)'K', (byte)random.Below(12)] : number;
                return;
            }
        }
    }

    private static byte[][] Split(byte[] file)
    {
        var opcodes = new List<byte[]>();
        var position = 0;
        // A legacy file is five pickles and the storages; one pickle is one opcode after the other up to its stop.
        var isLegacy = file.AsSpan(0, Math.Min(file.Length, 4)).IndexOf((byte)0x8A) == 2;
        for (var pickles = isLegacy ? 5 : 1; pickles > 0 && position < file.Length;)
        {
            var end = Math.Min(file.Length, EndOfOpcode(file, position));
            opcodes.Add(file[position..end]);
            pickles -= file[position] == Stop ? 1 : 0;
            position = end;
        }

        if (position < file.Length)
        {
            opcodes.Add(file[position..]);
        }

        return [.. opcodes];
    }

    private static int EndOfOpcode(byte[] file, int start) => start + 1 + (file[start] switch
    {
        (byte)'K' or (byte)'h' or (byte)'q' or 0x80 or 0x82 => 1,
        (byte)'M' or 0x83 => 2,
        (byte)'J' or (byte)'j' or (byte)'r' or 0x84 => 4,
        (byte)'G' or 0x95 => 8,
        (byte)'U' or (byte)'C' or 0x8A or 0x8C => 1 + file[start + 1],
        (byte)'X' or (byte)'T' or (byte)'B' or 0x8B => 4 + BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(start + 1)),
        (byte)'c' or (byte)'i' => LinesLength(file, start, count: 2),
        (byte)'I' or (byte)'L' or (byte)'F' or (byte)'S' or (byte)'V' or (byte)'P' or (byte)'g' or (byte)'p' => LinesLength(file, start, count: 1),
        _ => 0,
    });

    private static int LinesLength(byte[] file, int start, int count)
    {
        var end = start + 1;
        for (; count > 0; count--)
        {
            end += file.AsSpan(end).IndexOf((byte)'\n') + 1;
        }

        return end - start - 1;
    }
}
