using System.Buffers;
using System.Text.Json;
using VirNucPro.Interop;
using VirNucPro.Models.Verification;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Import;

/// <summary>Plans the weights files of an encoder: the source's own where they are right, otherwise new safetensors with the names of virnucpro.h.</summary>
internal static class WeightFiles
{
    /// <summary>Plans the files.</summary>
    /// <param name="folder">Name of the model's folder.</param>
    /// <param name="source">The weights.</param>
    /// <param name="configuration">Says which tensors there must be.</param>
    /// <param name="nativeName">The name of virnucpro.h for a name in the source; null for a tensor that embeddings don't need.</param>
    /// <param name="options">The type and the size of the files.</param>
    /// <exception cref="ModelException">A tensor is missing, unknown, of another shape or no floating-point numbers, or two have the same name.</exception>
    public static IEnumerable<PlannedFile> Plan(
        string folder, ITensorSource source, EncoderConfiguration configuration, Func<string, string?> nativeName, ModelImportOptions options)
    {
        var tensors = ExpectedTensors.MatchEncoder(source, configuration, nativeName);
        if (source is SafetensorsFile or ShardedWeights { AreSafetensors: true } && !(options.HalfPrecision && tensors.Any(tensor => HalfPrecision.AppliesTo(tensor.Entry))))
        {
            return PathsOf(source).Select(path => new LinkedFile($"{folder}/{LinkedName(source, path)}", path));
        }

        var shards = Split(source, tensors, options);
        if (shards is [var single])
        {
            return [Planned($"{folder}/{ModelWeights.SingleFileName}", single)];
        }

        var names = Enumerable.Range(1, shards.Count).Select(number => $"model-{number:D5}-of-{shards.Count:D5}.safetensors").ToArray();
        return [
            .. shards.Zip(names, (shard, name) => Planned($"{folder}/{name}", shard)),
            new StreamedFile($"{folder}/{ModelWeights.IndexFileName}", Index(shards, names)),
        ];
    }

    /// <summary>The files that weights consist of: the index first where there is one.</summary>
    public static IEnumerable<string> PathsOf(ITensorSource source) =>
        source.Tensors.Values.Select(tensor => tensor.File).Prepend(source.Path).Distinct(StringComparer.Ordinal);

    private static string LinkedName(ITensorSource source, string path) =>
        path != source.Path ? Path.GetFileName(path)
        : source is ShardedWeights ? ModelWeights.IndexFileName
        : ModelWeights.SingleFileName;

    private static StreamedFile Planned(string name, SafetensorsWriter writer) => new(name, writer.ByteCount, writer.Write);

    private static List<SafetensorsWriter> Split(ITensorSource source, IReadOnlyList<(string Name, TensorEntry Entry)> tensors, ModelImportOptions options)
    {
        List<SafetensorsWriter> shards = [new()];
        foreach (var (name, tensor) in tensors)
        {
            var rounded = options.HalfPrecision && HalfPrecision.AppliesTo(tensor);
            var type = rounded ? TensorElementType.Float16 : tensor.ElementType;
            if (shards[^1].DataByteCount is > 0 and var byteCount && byteCount + SafetensorsFormat.ByteCountOf(type, tensor.Shape.AsSpan()) > options.MaximumShardBytes)
            {
                shards.Add(new SafetensorsWriter());
            }

            shards[^1].Add(name, type, [.. tensor.Shape], rounded
                ? stream => HalfPrecision.Write(source, tensor, stream)
                : stream => stream.Write(source.Read(tensor)));
        }

        return shards;
    }

    /// <summary>The index in Hugging Face's form.</summary>
    private static byte[] Index(List<SafetensorsWriter> shards, string[] names)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteStartObject("metadata");
            json.WriteNumber("total_size", shards.Sum(shard => shard.DataByteCount));
            json.WriteEndObject();
            json.WriteStartObject("weight_map");
            foreach (var (tensor, file) in shards.Zip(names).SelectMany(pair => pair.First.Names.Select(name => (name, pair.Second))).OrderBy(pair => pair.name, StringComparer.Ordinal))
            {
                json.WriteString(tensor, file);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }
}
