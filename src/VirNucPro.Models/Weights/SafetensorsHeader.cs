using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Unicode;

namespace VirNucPro.Models.Weights;

/// <summary>The JSON header of a safetensors file, held against the file's size.</summary>
internal sealed class SafetensorsHeader
{
    private const string NotSafetensors = "This is no safetensors file, or its download was damaged: fetch it again.";

    private readonly string _path;

    private SafetensorsHeader(string path) => _path = path;

    /// <summary>The tensors by name.</summary>
    public Dictionary<string, TensorEntry> Tensors { get; } = new(StringComparer.Ordinal);

    /// <summary>Where in the file the data of each tensor lies.</summary>
    public Dictionary<string, ByteRange> Ranges { get; } = new(StringComparer.Ordinal);

    /// <summary>The entries of <c>__metadata__</c>.</summary>
    public Dictionary<string, string> Metadata { get; } = new(StringComparer.Ordinal);

    /// <summary>Reads and checks the header at the start of a file.</summary>
    /// <exception cref="ModelException">Names the file, the tensor where there is one, and what is wrong.</exception>
    public static SafetensorsHeader Read(string path, Stream file)
    {
        var header = new SafetensorsHeader(path);
        var json = header.ReadJson(file);
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            header.Fill(document.RootElement, SafetensorsFormat.PrefixLength + json.Length);
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            throw header.Failure($"the header is not the JSON it should be: {failure.Message} {NotSafetensors}", failure);
        }

        header.CheckLayout(SafetensorsFormat.PrefixLength + json.Length, file.Length);
        return header;
    }

    private byte[] ReadJson(Stream file)
    {
        if (file.Length < SafetensorsFormat.PrefixLength)
        {
            throw Failure($"the file has only {file.Length} bytes. {NotSafetensors}");
        }

        Span<byte> prefix = stackalloc byte[SafetensorsFormat.PrefixLength];
        file.ReadExactly(prefix);
        var length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > SafetensorsFormat.MaximumHeaderLength)
        {
            throw Failure($"the header claims {length} bytes, more than the {SafetensorsFormat.MaximumHeaderLength} that the format allows. {NotSafetensors}");
        }

        var missing = SafetensorsFormat.PrefixLength + (long)length - file.Length;
        if (missing > 0)
        {
            throw Failure($"the file is cut short inside its header: {missing} bytes are missing. Fetch it again.");
        }

        var json = new byte[length];
        file.ReadExactly(json);
        if (json is not [(byte)'{', ..])
        {
            throw Failure($"the header does not start with a brace. {NotSafetensors}");
        }

        return Utf8.IsValid(json) ? json : throw Failure($"the header is not UTF-8. {NotSafetensors}");
    }

    private void Fill(JsonElement root, long dataStart)
    {
        foreach (var property in root.EnumerateObject())
        {
            if (property.NameEquals(SafetensorsFormat.MetadataKey))
            {
                AddMetadata(property.Value);
            }
            else
            {
                AddTensor(property.Name, property.Value, dataStart);
            }
        }
    }

    private void AddMetadata(JsonElement entries)
    {
        foreach (var entry in entries.EnumerateObject())
        {
            Metadata.Add(entry.Name, entry.Value.GetString() ?? throw Failure($"the metadata entry {entry.Name} is null, where the format wants text. {NotSafetensors}"));
        }
    }

    private void AddTensor(string name, JsonElement description, long dataStart)
    {
        if (!description.TryGetProperty("dtype", out var dtype)
            || !description.TryGetProperty("shape", out var dimensions)
            || !description.TryGetProperty("data_offsets", out var offsets)
            || offsets.GetArrayLength() != 2)
        {
            throw Failure($"tensor {name} lacks dtype, shape or the two data_offsets. {NotSafetensors}");
        }

        var code = dtype.GetString() ?? "null";
        if (!SafetensorsFormat.TryParseType(code, out var type))
        {
            throw Failure(SafetensorsFormat.IsUnread(code)
                ? $"tensor {name} has the dtype {code}, in which no model of this program comes. Convert the file to F32 or F16."
                : $"tensor {name} has the unknown dtype {code}; known are {SafetensorsFormat.KnownCodes}. {NotSafetensors}");
        }

        if (!TryReadCounts(dimensions, out var shape) || !TryReadCounts(offsets, out var limits) || limits[1] < limits[0])
        {
            throw Failure($"tensor {name} has a shape or data_offsets that no tensor can have: {JsonFile.Excerpt(dimensions)} and {JsonFile.Excerpt(offsets)}. {NotSafetensors}");
        }

        if (!TryMultiply(shape, SafetensorsFormat.SizeOf(type), out var byteCount) || byteCount != limits[1] - limits[0])
        {
            throw Failure($"tensor {name} of shape {JsonFile.Excerpt(dimensions)} and dtype {code} does not fill the {limits[1] - limits[0]} bytes that its data_offsets give it. {NotSafetensors}");
        }

        Tensors.Add(name, new TensorEntry(name, type, shape, _path));
        Ranges.Add(name, new ByteRange(dataStart + limits[0], byteCount));
    }

    private void CheckLayout(long dataStart, long fileLength)
    {
        // The format wants the data without holes: whatever breaks that is damage, an overlap most of all.
        var end = dataStart;
        foreach (var (name, range) in Ranges.OrderBy(pair => pair.Value.Start).ThenBy(pair => pair.Value.End))
        {
            if (range.Start != end)
            {
                throw Failure($"the data of tensor {name} {(range.Start < end ? "overlaps" : "leaves a gap to")} the data before it. {NotSafetensors}");
            }

            if (range.End > fileLength)
            {
                var whole = Ranges.Values.Max(other => other.End);
                throw Failure($"the file is cut short in tensor {name}: {whole - fileLength} bytes are missing. Fetch it again.");
            }

            end = range.End;
        }

        if (end < fileLength)
        {
            throw Failure($"the file has {fileLength - end} bytes more than its header describes. {NotSafetensors}");
        }
    }

    private static bool TryReadCounts(JsonElement array, out ImmutableArray<long> counts)
    {
        var builder = ImmutableArray.CreateBuilder<long>(array.GetArrayLength());
        foreach (var element in array.EnumerateArray())
        {
            // Bounded so that adding the length of the header can't overflow.
            if (!element.TryGetInt64(out var count) || count is < 0 or > long.MaxValue / 4)
            {
                counts = [];
                return false;
            }

            builder.Add(count);
        }

        counts = builder.MoveToImmutable();
        return true;
    }

    private static bool TryMultiply(ImmutableArray<long> shape, int elementSize, out long byteCount)
    {
        byteCount = elementSize;
        foreach (var dimension in shape)
        {
            if (dimension != 0 && byteCount > long.MaxValue / dimension)
            {
                return false;
            }

            byteCount *= dimension;
        }

        return true;
    }

    private ModelException Failure(string what, Exception? innerException = null) => new($"{_path}: {what}", innerException);
}
