using System.Collections.Immutable;
using System.Numerics;

namespace VirNucPro.Models.Weights.PyTorch;

/// <summary>A value of a pickle, as data: nothing in it can act.</summary>
/// <remarks>Containers compare by reference, since a pickle may share them and even put one into itself.</remarks>
internal abstract record PickleValue
{
    /// <summary>Python's None.</summary>
    public sealed record None : PickleValue
    {
        private None()
        {
        }

        /// <summary>The only one.</summary>
        public static None Instance { get; } = new();
    }

    /// <summary>True or False.</summary>
    public sealed record Bool(bool Value) : PickleValue;

    /// <summary>A whole number of any size.</summary>
    public sealed record Integer(BigInteger Value) : PickleValue;

    /// <summary>A floating-point number.</summary>
    public sealed record Real(double Value) : PickleValue;

    /// <summary>A string.</summary>
    public sealed record Text(string Value) : PickleValue;

    /// <summary>Bytes.</summary>
    public sealed record Bytes(byte[] Value) : PickleValue;

    /// <summary>A list.</summary>
    public sealed record List(IReadOnlyList<PickleValue> Items) : PickleValue;

    /// <summary>A tuple.</summary>
    public sealed record Tuple(ImmutableArray<PickleValue> Items) : PickleValue;

    /// <summary>A set or frozenset, in the file's order.</summary>
    public sealed record Set(IReadOnlyList<PickleValue> Items) : PickleValue;

    /// <summary>A dict or OrderedDict, in the file's order.</summary>
    public sealed record Dict(IReadOnlyList<KeyValuePair<PickleValue, PickleValue>> Items) : PickleValue
    {
        /// <summary>The value of a text key; null where there is none.</summary>
        public PickleValue? Find(string key) =>
            Items.LastOrDefault(item => item.Key is Text { Value: var text } && text == key).Value;
    }

    /// <summary>An argparse.Namespace.</summary>
    public sealed record Namespace(IReadOnlyDictionary<string, PickleValue> Attributes) : PickleValue;

    /// <summary>A torch.nn.Module: its class and its attributes, which hold parameters, buffers and sub-modules.</summary>
    public sealed record Module(string ClassName, IReadOnlyDictionary<string, PickleValue> Attributes) : PickleValue;

    /// <summary>A tensor: elements of a storage, seen through a shape and strides.</summary>
    public sealed record TensorRef(StridedData Data) : PickleValue;

    /// <summary>A torch.Storage by itself.</summary>
    public sealed record StorageRef(Storage Data) : PickleValue;

    /// <summary>A torch dtype, for example <c>float16</c>.</summary>
    public sealed record DType(string Name) : PickleValue;

    /// <summary>A torch.Size.</summary>
    public sealed record Size(ImmutableArray<long> Dimensions) : PickleValue;

    /// <summary>A torch.device.</summary>
    public sealed record Device(string Name) : PickleValue;

    /// <summary>A class or function by name, or what the file wanted made of one that is not known: never looked up, never called.</summary>
    public sealed record Opaque(string QualifiedName) : PickleValue;
}
