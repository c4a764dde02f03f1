using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace VirNucPro.Models.Weights.PyTorch;

/// <summary>Reads a pickle of protocol 2 to 4 into inert values.</summary>
/// <remarks>
/// A pickle is a program for a stack machine that may name any function and have it called. This machine calls nothing:
/// what PyTorch writes into weights files is known by name and becomes data, any other name becomes
/// <see cref="PickleValue.Opaque"/>, and so does whatever the file wants made with it. Work and memory are bounded by the
/// pickle's length: every operation reads at least one byte, and no number in it is trusted as a size.
/// </remarks>
internal sealed class PickleReader
{
    private const int LongestIntegerBytes = 256;
    private const int MostDimensions = 64;

    /// <summary>Python collects the items of lists, dicts and sets by the thousand; only a tuple could need more.</summary>
    private const int MostOpenValues = 250_000;

    /// <summary>So that the bound on copies never meets a small file.</summary>
    private const int AllowedCopies = 10_000;

    private readonly ReadOnlyMemory<byte> _data;
    private readonly Dictionary<string, Storage> _storages;
    private readonly Stack<PickleValue> _stack = new();
    private readonly Stack<int> _marks = new();
    private readonly Dictionary<long, PickleValue> _memo = [];
    private readonly SortedSet<string> _opaqueNames = new(StringComparer.Ordinal);
    private int _position;
    private int _operation;
    private long _copied;

    /// <summary>Starts at the first byte.</summary>
    /// <param name="data">The pickle, perhaps with more behind it.</param>
    /// <param name="storages">Receives the storages that it names.</param>
    public PickleReader(ReadOnlyMemory<byte> data, Dictionary<string, Storage> storages)
    {
        _data = data;
        _storages = storages;
    }

    /// <summary>Bytes read.</summary>
    public int Position => _position;

    /// <summary>Names that the pickle uses and this reader does not know.</summary>
    public IReadOnlyCollection<string> OpaqueNames => _opaqueNames;

    /// <summary>Reads to the end of the pickle.</summary>
    /// <exception cref="PickleFormatException">Says where and what.</exception>
    public PickleValue Read()
    {
        while (true)
        {
            _operation = _position;
            var code = Byte();
            if (code == '.')
            {
                var result = Pop();
                return _stack.Count == 0 && _marks.Count == 0 ? result : throw Error("the pickle ends with values left over");
            }

            Execute(code);
            if (_stack.Count > MostOpenValues)
            {
                throw Error($"more than {MostOpenValues} values that belong nowhere yet");
            }
        }
    }

    private void Execute(byte code)
    {
        switch (code)
        {
            case 0x80: // PROTO
                var protocol = Byte();
                if (protocol is < 2 or > 4)
                {
                    throw Error($"pickle protocol {protocol}, where 2 to 4 are read");
                }

                break;
            case 0x95: // FRAME: only a hint for buffering
                Take(8);
                break;
            case (byte)'(':
                _marks.Push(_stack.Count);
                break;
            case (byte)'0':
                Pop();
                break;
            case (byte)'1':
                PopToMark();
                break;
            case (byte)'2':
                _stack.Push(Peek());
                break;
            case (byte)'N':
                _stack.Push(PickleValue.None.Instance);
                break;
            case 0x88:
                _stack.Push(new PickleValue.Bool(true));
                break;
            case 0x89:
                _stack.Push(new PickleValue.Bool(false));
                break;
            case (byte)'J':
                _stack.Push(new PickleValue.Integer(BinaryPrimitives.ReadInt32LittleEndian(Take(4))));
                break;
            case (byte)'K':
                _stack.Push(new PickleValue.Integer(Byte()));
                break;
            case (byte)'M':
                _stack.Push(new PickleValue.Integer(BinaryPrimitives.ReadUInt16LittleEndian(Take(2))));
                break;
            case 0x8a: // LONG1
                _stack.Push(BigInteger(Byte()));
                break;
            case 0x8b: // LONG4
                _stack.Push(BigInteger(BinaryPrimitives.ReadInt32LittleEndian(Take(4))));
                break;
            case (byte)'G':
                _stack.Push(new PickleValue.Real(BinaryPrimitives.ReadDoubleBigEndian(Take(8))));
                break;
            case (byte)'U': // SHORT_BINSTRING
                _stack.Push(new PickleValue.Text(Encoding.Latin1.GetString(Take(Byte()))));
                break;
            case (byte)'T': // BINSTRING
                _stack.Push(new PickleValue.Text(Encoding.Latin1.GetString(Take(BinaryPrimitives.ReadInt32LittleEndian(Take(4))))));
                break;
            case 0x8c: // SHORT_BINUNICODE
                _stack.Push(Unicode(Byte()));
                break;
            case (byte)'X':
                _stack.Push(Unicode(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))));
                break;
            case 0x8d: // BINUNICODE8
                _stack.Push(Unicode(BinaryPrimitives.ReadUInt64LittleEndian(Take(8))));
                break;
            case (byte)'C': // SHORT_BINBYTES
                _stack.Push(new PickleValue.Bytes(Take(Byte()).ToArray()));
                break;
            case (byte)'B':
                _stack.Push(new PickleValue.Bytes(Take(BinaryPrimitives.ReadUInt32LittleEndian(Take(4))).ToArray()));
                break;
            case 0x8e: // BINBYTES8
                _stack.Push(new PickleValue.Bytes(Take(BinaryPrimitives.ReadUInt64LittleEndian(Take(8))).ToArray()));
                break;
            case (byte)']':
                _stack.Push(new PickleValue.List(new List<PickleValue>()));
                break;
            case (byte)'a':
                var appended = Pop();
                Append([appended]);
                break;
            case (byte)'e':
                Append(PopToMark());
                break;
            case (byte)'l':
                _stack.Push(new PickleValue.List(PopToMark()));
                break;
            case (byte)')':
                _stack.Push(new PickleValue.Tuple([]));
                break;
            case (byte)'t':
                _stack.Push(new PickleValue.Tuple([.. PopToMark()]));
                break;
            case 0x85 or 0x86 or 0x87: // TUPLE1 to TUPLE3
                var items = new PickleValue[code - 0x84];
                for (var i = items.Length - 1; i >= 0; i--)
                {
                    items[i] = Pop();
                }

                _stack.Push(new PickleValue.Tuple(ImmutableCollectionsMarshal.AsImmutableArray(items)));
                break;
            case (byte)'}':
                _stack.Push(new PickleValue.Dict(new List<KeyValuePair<PickleValue, PickleValue>>()));
                break;
            case (byte)'d':
                var pairs = PopToMark();
                _stack.Push(new PickleValue.Dict(new List<KeyValuePair<PickleValue, PickleValue>>()));
                SetItems(pairs);
                break;
            case (byte)'s':
                var value = Pop();
                var key = Pop();
                SetItems([key, value]);
                break;
            case (byte)'u':
                SetItems(PopToMark());
                break;
            case 0x8f: // EMPTY_SET
                _stack.Push(new PickleValue.Set(new List<PickleValue>()));
                break;
            case 0x90: // ADDITEMS
                Append(PopToMark());
                break;
            case 0x91: // FROZENSET
                _stack.Push(new PickleValue.Set(PopToMark()));
                break;
            case (byte)'c':
                _stack.Push(Global($"{Line()}.{Line()}"));
                break;
            case 0x93: // STACK_GLOBAL
                var name = PopText();
                _stack.Push(Global($"{PopText()}.{name}"));
                break;
            case (byte)'R':
            case 0x81: // NEWOBJ
                var arguments = Pop();
                _stack.Push(Make(Pop(), arguments));
                break;
            case 0x92: // NEWOBJ_EX
                Pop();
                var positional = Pop();
                _stack.Push(Make(Pop(), positional));
                break;
            case (byte)'b':
                var state = Pop();
                Build(Peek(), state);
                break;
            case (byte)'q':
                _memo[Byte()] = Peek();
                break;
            case (byte)'r':
                _memo[BinaryPrimitives.ReadUInt32LittleEndian(Take(4))] = Peek();
                break;
            case 0x94: // MEMOIZE
                _memo[_memo.Count] = Peek();
                break;
            case (byte)'h':
                Recall(Byte());
                break;
            case (byte)'j':
                Recall(BinaryPrimitives.ReadUInt32LittleEndian(Take(4)));
                break;
            case (byte)'Q':
                _stack.Push(Persistent(Pop()));
                break;
            default:
                throw Error($"unknown pickle operation 0x{code:x2}");
        }
    }

    /// <summary>
    /// Counts what is copied of values that are there already. A value that is stored once can be called up again with two
    /// bytes, so that copies of it could grow with the square of the file's length; a true file copies each value once at most.
    /// </summary>
    private void Copy(int count)
    {
        _copied += count;
        if (_copied > _data.Length + AllowedCopies)
        {
            throw Error("a pickle that repeats itself without bound");
        }
    }

    private PickleValue Global(string name)
    {
        Copy(name.Length);
        if (PickleGlobal.DTypeOf(name) is { } dtype)
        {
            return new PickleValue.DType(dtype);
        }

        if (!PickleGlobal.IsKnown(name))
        {
            _opaqueNames.Add(name);
        }

        return new PickleValue.Opaque(name);
    }

    /// <summary>What REDUCE and NEWOBJ would make by a call; known results as data, all others as a name.</summary>
    private PickleValue Make(PickleValue callable, PickleValue argument)
    {
        if (callable is not PickleValue.Opaque { QualifiedName: var name } || argument is not PickleValue.Tuple { Items: var arguments })
        {
            throw Error("a call of something that is no class or function");
        }

        switch (name)
        {
            case "collections.OrderedDict" when arguments.IsEmpty:
                return new PickleValue.Dict(new List<KeyValuePair<PickleValue, PickleValue>>());
            case "collections.OrderedDict" when arguments is [PickleValue.List { Items: var pairs }]:
                Copy(4 * pairs.Count);
                return new PickleValue.Dict(
                [
                    .. pairs.Select(pair => ItemsOf(pair) is [var key, var value]
                        ? KeyValuePair.Create(key, value)
                        : throw Error("an OrderedDict of something else than pairs")),
                ]);
            case "argparse.Namespace" when arguments.IsEmpty:
                return new PickleValue.Namespace(new Dictionary<string, PickleValue>(StringComparer.Ordinal));
            case "__builtin__.set" or "builtins.set" or "__builtin__.frozenset" or "builtins.frozenset" when arguments is [PickleValue.List list]:
                return new PickleValue.Set(list.Items);
            case "__builtin__.set" or "builtins.set" or "__builtin__.frozenset" or "builtins.frozenset" when arguments.IsEmpty:
                return new PickleValue.Set(new List<PickleValue>());
            case "torch.Size" when arguments is [var dimensions]:
                return new PickleValue.Size(Integers(dimensions));
            case "torch.device" when arguments is [PickleValue.Text type]:
                return new PickleValue.Device(type.Value);
            case "torch.device" when arguments is [PickleValue.Text type, PickleValue.Integer index]:
                Copy(type.Value.Length);
                return new PickleValue.Device($"{type.Value}:{index.Value}");
            case "torch._utils._rebuild_tensor_v2" when arguments is [PickleValue.StorageRef storage, PickleValue.Integer offset, var shape, var strides, ..]:
                return new PickleValue.TensorRef(View(storage.Data, Whole(offset), Integers(shape), Integers(strides)));
            case "torch._utils._rebuild_parameter" when arguments is [PickleValue.TensorRef tensor, ..]:
                return tensor;
            case "_codecs.encode" when arguments is [PickleValue.Text text, PickleValue.Text { Value: "latin1" }] && IsLatin1(text.Value):
                return new PickleValue.Bytes(Encoding.Latin1.GetBytes(text.Value));
            case "copy_reg._reconstructor" or "copyreg._reconstructor" when arguments is [PickleValue.Opaque made, ..]:
                return Make(made, new PickleValue.Tuple([]));
            case var _ when PickleGlobal.IsModule(name):
                return new PickleValue.Module(name, new Dictionary<string, PickleValue>(StringComparer.Ordinal));
            default:
                _opaqueNames.Add(name);
                return new PickleValue.Opaque(name);
        }
    }

    private bool IsLatin1(string text)
    {
        Copy(text.Length);
        return !text.AsSpan().ContainsAnyExceptInRange('\0', '\u00ff');
    }

    private void Build(PickleValue target, PickleValue state)
    {
        var attributes = target switch
        {
            PickleValue.Namespace space => (Dictionary<string, PickleValue>)space.Attributes,
            PickleValue.Module module => (Dictionary<string, PickleValue>)module.Attributes,
            _ => null,
        };

        // OrderedDict and others may carry attributes of their own (a state dict's _metadata): not needed, and not kept.
        if (attributes is null)
        {
            return;
        }

        if (state is not PickleValue.Dict { Items: var items })
        {
            throw Error("the state of an object is no dict");
        }

        Copy(items.Count);
        foreach (var (key, value) in items)
        {
            attributes[key is PickleValue.Text text ? text.Value : throw Error("an attribute without a name")] = value;
        }
    }

    private StridedData View(Storage storage, long offset, ImmutableArray<long> shape, ImmutableArray<long> strides)
    {
        if (shape.Length != strides.Length || shape.Length > MostDimensions || offset < 0 || shape.Any(size => size < 0) || strides.Any(stride => stride < 0))
        {
            throw Error("a tensor whose shape and strides do not fit");
        }

        try
        {
            var count = shape.Aggregate(1L, (product, size) => checked(product * size));
            var end = count == 0 ? offset : checked(offset + 1 + shape.Zip(strides).Sum(pair => checked((pair.First - 1) * pair.Second)));
            if (end > storage.ElementCount)
            {
                throw Error($"a tensor that reaches to element {end} of storage {storage.Key}, which has {storage.ElementCount}");
            }

            // An expanded tensor (stride 0) may have more elements than its storage, but not than any weights have.
            if (count > Math.Max(storage.ElementCount, 1 << 20))
            {
                throw Error($"a tensor of {count} elements made from {storage.ElementCount}");
            }
        }
        catch (OverflowException)
        {
            throw Error("a tensor whose shape overflows");
        }

        return new StridedData(storage, offset, shape, strides);
    }

    private PickleValue Persistent(PickleValue id)
    {
        // The legacy format refers to the classes of modules like this, their source text behind.
        if (id is PickleValue.Tuple { Items: [PickleValue.Text { Value: "module" }, PickleValue.Opaque moduleClass, ..] })
        {
            return moduleClass;
        }

        if (id is not PickleValue.Tuple
            {
                Items: [PickleValue.Text { Value: "storage" }, PickleValue.Opaque { QualifiedName: var type }, PickleValue.Text key, PickleValue.Text location, PickleValue.Integer count, ..],
            })
        {
            throw Error("a reference to something else than a storage");
        }

        if (!PickleGlobal.Storages.TryGetValue(type, out var elementType))
        {
            throw Error($"a storage of type {type}, which is not supported");
        }

        var elements = Whole(count);
        if (elements < 0 || elements > long.MaxValue / 16)
        {
            throw Error($"a storage of {elements} elements");
        }

        if (!_storages.TryGetValue(key.Value, out var storage))
        {
            storage = new Storage(key.Value, elementType, elements, location.Value);
            _storages.Add(key.Value, storage);
        }
        else if (storage.ElementType != elementType || storage.ElementCount != elements)
        {
            throw Error($"two different descriptions of storage {key.Value}");
        }

        return new PickleValue.StorageRef(storage);
    }

    private void Append(List<PickleValue> values)
    {
        switch (Peek())
        {
            case PickleValue.List { Items: List<PickleValue> list }:
                list.AddRange(values);
                break;
            case PickleValue.Set { Items: List<PickleValue> set }:
                set.AddRange(values);
                break;
            case PickleValue.Opaque:
                break;
            default:
                throw Error("items for something that is no list");
        }
    }

    private void SetItems(List<PickleValue> keysAndValues)
    {
        if (keysAndValues.Count % 2 != 0)
        {
            throw Error("a key without a value");
        }

        switch (Peek())
        {
            case PickleValue.Dict { Items: List<KeyValuePair<PickleValue, PickleValue>> items }:
                for (var i = 0; i < keysAndValues.Count; i += 2)
                {
                    items.Add(KeyValuePair.Create(keysAndValues[i], keysAndValues[i + 1]));
                }

                break;
            case PickleValue.Opaque:
                break;
            default:
                throw Error("entries for something that is no dict");
        }
    }

    private ImmutableArray<long> Integers(PickleValue value) => value switch
    {
        PickleValue.Size size => size.Dimensions,
        _ when ItemsOf(value) is { } items => Integers(items),
        _ => throw Error("dimensions that are no tuple"),
    };

    private ImmutableArray<long> Integers(IReadOnlyList<PickleValue> items)
    {
        Copy(items.Count);
        return [.. items.Select(item => item is PickleValue.Integer number ? Whole(number) : throw Error("a dimension that is no number"))];
    }

    private static IReadOnlyList<PickleValue>? ItemsOf(PickleValue value) => value switch
    {
        PickleValue.Tuple tuple => tuple.Items,
        PickleValue.List list => list.Items,
        _ => null,
    };

    private long Whole(PickleValue.Integer number) =>
        number.Value >= long.MinValue && number.Value <= long.MaxValue ? (long)number.Value : throw Error("a number too large for a size");

    private PickleValue.Integer BigInteger(int byteCount)
    {
        if (byteCount is < 0 or > LongestIntegerBytes)
        {
            throw Error($"a whole number of {byteCount} bytes");
        }

        return new PickleValue.Integer(new BigInteger(Take(byteCount)));
    }

    private PickleValue.Text Unicode(ulong byteCount)
    {
        try
        {
            return new PickleValue.Text(StrictUtf8.GetString(Take(byteCount)));
        }
        catch (DecoderFallbackException)
        {
            throw Error("text that is not UTF-8");
        }
    }

    // Python writes lone surrogates as they are; no name or key of weights has one.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private string PopText() => Pop() is PickleValue.Text text ? text.Value : throw Error("a name that is no text");

    private string Line()
    {
        var rest = _data.Span[_position..];
        var length = rest.IndexOf((byte)'\n');
        if (length < 0)
        {
            throw Error("the pickle ends within a name");
        }

        _position += length + 1;
        return Encoding.Latin1.GetString(rest[..length]);
    }

    private void Recall(long index) =>
        _stack.Push(_memo.TryGetValue(index, out var value) ? value : throw Error($"a reference to value {index}, which was not stored"));

    private PickleValue Peek() =>
        _stack.Count > FirstAboveMark() ? _stack.Peek() : throw Error("a value is missing");

    private PickleValue Pop() =>
        _stack.Count > FirstAboveMark() ? _stack.Pop() : throw Error("a value is missing");

    private int FirstAboveMark() => _marks.TryPeek(out var mark) ? mark : 0;

    private List<PickleValue> PopToMark()
    {
        if (!_marks.TryPop(out var mark))
        {
            throw Error("a mark is missing");
        }

        var values = new List<PickleValue>(_stack.Count - mark);
        while (_stack.Count > mark)
        {
            values.Add(_stack.Pop());
        }

        values.Reverse();
        return values;
    }

    private byte Byte() => Take(1)[0];

    private ReadOnlySpan<byte> Take(int count) => count >= 0 ? Take((ulong)count) : throw Error("a negative length");

    private ReadOnlySpan<byte> Take(ulong count)
    {
        var rest = _data.Span[_position..];
        if (count > (ulong)rest.Length)
        {
            throw Error("the pickle ends too early");
        }

        _position += (int)count;
        return rest[..(int)count];
    }

    private PickleFormatException Error(string problem) => new(_operation, problem);
}
