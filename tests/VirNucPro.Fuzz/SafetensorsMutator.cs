using System.Buffers.Binary;

namespace VirNucPro.Fuzz;

/// <summary>Changes the JSON header of safetensors files, mostly with a length in front that still fits.</summary>
internal sealed class SafetensorsMutator : IMutator
{
    private readonly ByteMutator _bytes;
    private readonly JsonMutator _headers;
    private readonly byte[][] _data;

    public SafetensorsMutator(IReadOnlyList<byte[]> corpus)
    {
        _bytes = new ByteMutator(corpus);
        _headers = new JsonMutator([.. corpus.Select(file => file[sizeof(ulong)..DataStart(file)])]);
        _data = [.. corpus.Select(file => file[DataStart(file)..])];
    }

    /// <inheritdoc/>
    public byte[] Next(MutationRandom random)
    {
        if (random.OneIn(3))
        {
            return _bytes.Next(random);
        }

        var header = _headers.Next(random);
        var data = random.Pick(_data);
        var file = new byte[sizeof(ulong) + header.Length + data.Length];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file.AsSpan(sizeof(ulong)));
        data.CopyTo(file.AsSpan(sizeof(ulong) + header.Length));
        return random.OneIn(16) ? _bytes.Change(file, random) : file;
    }

    private static int DataStart(byte[] file) => sizeof(ulong) + (int)BinaryPrimitives.ReadInt64LittleEndian(file);
}
