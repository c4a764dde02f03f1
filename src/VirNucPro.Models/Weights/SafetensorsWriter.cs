using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace VirNucPro.Models.Weights;

/// <summary>Writes a safetensors file of float32 tensors, in the order in which they were added.</summary>
internal sealed class SafetensorsWriter
{
    /// <summary>The format wants the data aligned to 8 bytes; spaces fill the header up.</summary>
    private const int Alignment = 8;

    private readonly List<(string Name, long[] Shape, float[] Values)> _tensors = [];
    private readonly SortedDictionary<string, string> _metadata = new(StringComparer.Ordinal) { ["format"] = "pt" };

    /// <summary>Adds an entry to <c>__metadata__</c>.</summary>
    public void AddMetadata(string key, string value) => _metadata.Add(key, value);

    /// <summary>Adds a tensor.</summary>
    /// <param name="name">A name not added before.</param>
    /// <param name="shape">Dimensions, row-major.</param>
    /// <param name="values">As many values as the shape says.</param>
    public void Add(string name, long[] shape, float[] values) => _tensors.Add((name, shape, values));

    /// <summary>Writes the file, replacing one that is there.</summary>
    /// <exception cref="IOException">The file can't be written.</exception>
    public void Write(string path)
    {
        var header = Header();
        var padding = -header.Length & (Alignment - 1);
        using var file = File.Create(path);
        Span<byte> prefix = stackalloc byte[SafetensorsFormat.PrefixLength];
        BinaryPrimitives.WriteUInt64LittleEndian(prefix, (ulong)(header.Length + padding));
        file.Write(prefix);
        file.Write(header);
        for (var i = 0; i < padding; i++)
        {
            file.WriteByte((byte)' ');
        }

        foreach (var (_, _, values) in _tensors)
        {
            file.Write(MemoryMarshal.AsBytes<float>(values));
        }
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
            foreach (var (name, shape, values) in _tensors)
            {
                var end = offset + (long)values.Length * sizeof(float);
                json.WriteStartObject(name);
                json.WriteString("dtype", "F32");
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
