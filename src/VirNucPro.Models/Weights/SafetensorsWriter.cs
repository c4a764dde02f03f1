using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace VirNucPro.Models.Weights;

/// <summary>Writes a safetensors file, its tensors in the order in which they were added.</summary>
/// <param name="reservedHeaderLength">Bytes that the header takes at least: room for one that replaces it later.</param>
internal sealed class SafetensorsWriter(int reservedHeaderLength = 0)
{
    /// <summary>The format wants the data aligned to 8 bytes; spaces fill the header up.</summary>
    private const int Alignment = 8;

    private readonly List<(string Name, TensorElementType Type, long[] Shape, Action<Stream> WriteData)> _tensors = [];
    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal) { ["format"] = "pt" };

    /// <summary>Adds an entry to <c>__metadata__</c>.</summary>
    public void AddMetadata(string key, string value) => _metadata.Add(key, value);

    /// <summary>Bytes of the file with the tensors added so far.</summary>
    public long ByteCount => SafetensorsFormat.PrefixLength + HeaderLength + DataByteCount;

    /// <summary>Bytes of the header with the tensors added so far.</summary>
    public int HeaderLength
    {
        get
        {
            var header = Header().Length;
            return header + Padding(header);
        }
    }

    /// <summary>Bytes of the tensors added so far.</summary>
    public long DataByteCount { get; private set; }

    /// <summary>Names of the tensors added so far.</summary>
    public IEnumerable<string> Names => _tensors.Select(tensor => tensor.Name);

    /// <summary>Adds a float32 tensor that is in memory.</summary>
    /// <param name="name">A name not added before.</param>
    /// <param name="shape">Dimensions, row-major.</param>
    /// <param name="values">As many values as the shape says.</param>
    public void Add(string name, long[] shape, float[] values) =>
        Add(name, TensorElementType.Float32, shape, stream => stream.Write(MemoryMarshal.AsBytes<float>(values)));

    /// <summary>Adds a tensor whose data is only asked for when its turn in the file comes.</summary>
    /// <param name="name">A name not added before.</param>
    /// <param name="type">Type of the elements.</param>
    /// <param name="shape">Dimensions, row-major.</param>
    /// <param name="writeData">Writes as many bytes as type and shape say, little-endian.</param>
    public void Add(string name, TensorElementType type, long[] shape, Action<Stream> writeData)
    {
        _tensors.Add((name, type, shape, writeData));
        DataByteCount += SafetensorsFormat.ByteCountOf(type, shape);
    }

    /// <summary>Writes the file, replacing one that is there.</summary>
    /// <exception cref="IOException">The file can't be written.</exception>
    public void Write(string path)
    {
        using var file = File.Create(path);
        Write(file);
    }

    /// <summary>Writes the file to a stream.</summary>
    /// <exception cref="IOException">The stream can't be written.</exception>
    public void Write(Stream stream)
    {
        var header = Header();
        var padding = Padding(header.Length);
        Span<byte> prefix = stackalloc byte[SafetensorsFormat.PrefixLength];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)(header.Length + padding));
        stream.Write(prefix);
        stream.Write(header);
        Span<byte> spaces = stackalloc byte[padding];
        spaces.Fill((byte)' ');
        stream.Write(spaces);
        foreach (var (_, _, _, writeData) in _tensors)
        {
            writeData(stream);
        }
    }

    private int Padding(int headerLength)
    {
        var length = Math.Max(headerLength, reservedHeaderLength);
        return length + (-length & (Alignment - 1)) - headerLength;
    }

    private ReadOnlySpan<byte> Header()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject(SafetensorsFormat.MetadataKey);
            foreach (var (key, value) in _metadata)
            {
                json.WriteString(key, value);
            }

            json.WriteEndObject();
            var offset = 0L;
            foreach (var (name, type, shape, _) in _tensors)
            {
                var end = offset + SafetensorsFormat.ByteCountOf(type, shape);
                json.WriteStartObject(name);
                json.WriteString("dtype", SafetensorsFormat.CodeOf(type));
                WriteArray(json, "shape", shape);
                WriteArray(json, "data_offsets", [offset, end]);
                json.WriteEndObject();
                offset = end;
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan;
    }

    private static void WriteArray(Utf8JsonWriter json, string name, ReadOnlySpan<long> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteNumberValue(value);
        }

        json.WriteEndArray();
    }
}
