using System.Collections.Frozen;

namespace VirNucPro.Models.Weights.PyTorch;

/// <summary>What the reader knows of the classes and functions that a pickle may name. Everything else stays a name.</summary>
internal static class PickleGlobal
{
    private const string TorchPrefix = "torch.";

    private static readonly FrozenSet<string> DTypes = FrozenSet.Create(
        StringComparer.Ordinal,
        "float64", "float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool", "complex64", "complex128");

    private static readonly FrozenSet<string> Makers = FrozenSet.Create(
        StringComparer.Ordinal,
        "collections.OrderedDict", "argparse.Namespace", "__builtin__.set", "builtins.set", "__builtin__.frozenset",
        "builtins.frozenset", "__builtin__.object", "builtins.object", "torch.Size", "torch.device",
        "torch._utils._rebuild_tensor_v2", "torch._utils._rebuild_parameter", "_codecs.encode", "copy_reg._reconstructor",
        "copyreg._reconstructor");

    /// <summary>Storage classes and the type of their elements.</summary>
    public static FrozenDictionary<string, TensorElementType> Storages { get; } = new Dictionary<string, TensorElementType>
    {
        ["torch.DoubleStorage"] = TensorElementType.Float64,
        ["torch.FloatStorage"] = TensorElementType.Float32,
        ["torch.HalfStorage"] = TensorElementType.Float16,
        ["torch.BFloat16Storage"] = TensorElementType.BFloat16,
        ["torch.LongStorage"] = TensorElementType.Int64,
        ["torch.IntStorage"] = TensorElementType.Int32,
        ["torch.ShortStorage"] = TensorElementType.Int16,
        ["torch.CharStorage"] = TensorElementType.Int8,
        ["torch.ByteStorage"] = TensorElementType.UInt8,
        ["torch.BoolStorage"] = TensorElementType.Boolean,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Whether the reader knows what a name stands for.</summary>
    public static bool IsKnown(string name) => Storages.ContainsKey(name) || Makers.Contains(name) || IsModule(name);

    /// <summary>The dtype that a name stands for; null where it is none.</summary>
    public static string? DTypeOf(string name) =>
        name.StartsWith(TorchPrefix, StringComparison.Ordinal) && DTypes.Contains(name[TorchPrefix.Length..])
            ? name[TorchPrefix.Length..]
            : null;

    /// <summary>Whether a class is a network module, kept as a name and attributes.</summary>
    /// <remarks>Upstream pickles its classifier from a script, so that its class lies in whatever module that was.</remarks>
    public static bool IsModule(string name) =>
        name.StartsWith("torch.nn.modules.", StringComparison.Ordinal) || name.EndsWith(".MLPClassifier", StringComparison.Ordinal);
}
