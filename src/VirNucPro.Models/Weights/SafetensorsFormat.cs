using System.Collections.Frozen;

namespace VirNucPro.Models.Weights;

/// <summary>Constants of the safetensors format.</summary>
/// <remarks>Source: huggingface/safetensors, README.md "Format".</remarks>
internal static class SafetensorsFormat
{
    /// <summary>Bytes of the little-endian header length that starts a file.</summary>
    public const int PrefixLength = sizeof(ulong);

    /// <summary>The format's own bound on the header, which keeps a wrong length from asking for gigabytes.</summary>
    public const int MaximumHeaderLength = 100_000_000;

    /// <summary>The header entry that is no tensor.</summary>
    public const string MetadataKey = "__metadata__";

    private static readonly FrozenDictionary<string, TensorElementType> TypesByCode = new Dictionary<string, TensorElementType>
    {
        ["F64"] = TensorElementType.Float64,
        ["F32"] = TensorElementType.Float32,
        ["F16"] = TensorElementType.Float16,
        ["BF16"] = TensorElementType.BFloat16,
        ["I64"] = TensorElementType.Int64,
        ["I32"] = TensorElementType.Int32,
        ["I16"] = TensorElementType.Int16,
        ["I8"] = TensorElementType.Int8,
        ["U64"] = TensorElementType.UInt64,
        ["U32"] = TensorElementType.UInt32,
        ["U16"] = TensorElementType.UInt16,
        ["U8"] = TensorElementType.UInt8,
        ["BOOL"] = TensorElementType.Boolean,
    }.ToFrozenDictionary();

    /// <summary>Codes of the format whose elements nothing here can compute with: complex, and 8, 6 and 4 bits wide.</summary>
    private static readonly FrozenSet<string> UnreadCodes = FrozenSet.Create(
        StringComparer.Ordinal,
        "C64", "F8_E4M3", "F8_E4M3FNUZ", "F8_E5M2", "F8_E5M2FNUZ", "F8_E8M0", "F6_E2M3", "F6_E3M2", "F4");

    private static readonly FrozenDictionary<TensorElementType, string> CodesByType =
        TypesByCode.ToFrozenDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>The codes that this reader knows, for messages.</summary>
    public static string KnownCodes => string.Join(", ", TypesByCode.Keys.Order(StringComparer.Ordinal));

    /// <summary>The element type that a dtype code of a header stands for.</summary>
    public static bool TryParseType(string? code, out TensorElementType type)
    {
        type = default;
        return code is not null && TypesByCode.TryGetValue(code, out type);
    }

    /// <summary>Whether a dtype code is one of the format, but of none of the types that are read here.</summary>
    public static bool IsUnread(string code) => UnreadCodes.Contains(code);

    /// <summary>The dtype code that stands for an element type.</summary>
    public static string CodeOf(TensorElementType type) => CodesByType[type];

    /// <summary>Bytes of a tensor's data.</summary>
    public static long ByteCountOf(TensorElementType type, ReadOnlySpan<long> shape)
    {
        long byteCount = SizeOf(type);
        foreach (var dimension in shape)
        {
            byteCount *= dimension;
        }

        return byteCount;
    }

    /// <summary>Bytes of one element.</summary>
    public static int SizeOf(TensorElementType type) => type switch
    {
        TensorElementType.Float64 or TensorElementType.Int64 or TensorElementType.UInt64 => 8,
        TensorElementType.Float32 or TensorElementType.Int32 or TensorElementType.UInt32 => 4,
        TensorElementType.Float16 or TensorElementType.BFloat16 or TensorElementType.Int16 or TensorElementType.UInt16 => 2,
        _ => 1,
    };
}
