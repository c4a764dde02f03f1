using System.Buffers.Binary;
using System.Collections.Immutable;

namespace VirNucPro.Models.Weights.PyTorch;

/// <summary>What torch.save wrote, of the zip format or of the legacy one: tensors and inert data, never code.</summary>
internal sealed class PyTorchFile : ITensorSource
{
    private const int LongestPickle = 256 * 1024 * 1024;
    private const string PickleName = "data.pkl";

    // A transposed matrix is copied once, and twice where two names share it; only views made to overlap need more.
    private const int MostCopiesOfTheFile = 4;

    // So that the bound never meets a small file: a number that is expanded (stride 0) is stored once.
    private const long AllowedCopyBytes = 16 << 20;

    private static readonly byte[] ZipSignature = "PK"u8.ToArray();
    private static readonly byte[] LegacyMagic = Convert.FromHexString("8a0a6cfc9c46f920" + "6aa850192e");

    private readonly FileMapping _file;
    private readonly Dictionary<string, StridedData> _data;
    private readonly Dictionary<string, TensorEntry> _tensors;

    private PyTorchFile(string path, FileMapping file, PickleValue root, IReadOnlyCollection<string> opaqueNames)
    {
        Path = path;
        _file = file;
        Root = root;
        OpaqueNames = opaqueNames;
        _data = TensorNames.Collect(path, root);
        RequireBoundedCopies();
        _tensors = _data.ToDictionary(
            pair => pair.Key,
            pair => new TensorEntry(pair.Key, pair.Value.Storage.ElementType, pair.Value.Shape, path),
            StringComparer.Ordinal);
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <summary>The saved object.</summary>
    public PickleValue Root { get; }

    /// <summary>Classes and functions that the file names and this program does not know; nothing was made of them.</summary>
    public IReadOnlyCollection<string> OpaqueNames { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, TensorEntry> Tensors => _tensors;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Metadata { get; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Whether a file begins as torch.save's files do.</summary>
    /// <param name="start">Its first bytes, at least 15 where it has them.</param>
    public static bool Recognizes(ReadOnlySpan<byte> start) =>
        start.StartsWith(ZipSignature) || (start.Length > 2 && start[0] == 0x80 && start[2..].StartsWith(LegacyMagic));

    /// <summary>Opens a file.</summary>
    /// <exception cref="ModelException">It is no such file, or damaged; says where and what.</exception>
    public static PyTorchFile Open(string path)
    {
        FileMapping? file = null;
        try
        {
            file = new FileMapping(path);
            var isZip = file.Length >= ZipSignature.Length && file.Map(new ByteRange(0, ZipSignature.Length)).SequenceEqual(ZipSignature);
            return isZip ? OpenZip(path, file) : OpenLegacy(path, file);
        }
        catch (Exception failure)
        {
            file?.Dispose();
            throw failure switch
            {
                PickleFormatException => new ModelException($"{path} can't be read as a PyTorch file: {failure.Message}. Fetch it again, or use the model's safetensors file.", failure),
                IOException or UnauthorizedAccessException or ArgumentException => new ModelException($"{path} can't be read: {failure.Message}", failure),
                _ => failure,
            };
        }
    }

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Read(TensorEntry tensor)
    {
        var data = _data[tensor.Name];
        var size = SafetensorsFormat.SizeOf(data.Storage.ElementType);
        return data.IsContiguous
            ? _file.Map(new ByteRange(data.Storage.Range.Start + (data.Offset * size), data.ByteCount))
            : data.Gather(_file.Map(data.Storage.Range));
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>Tensors that do not lie row-major are copied; one storage can be seen through any number of them.</summary>
    private void RequireBoundedCopies()
    {
        var copied = _data.Values.Where(data => !data.IsContiguous).Sum(data => data.ByteCount);
        var allowed = Math.Max(AllowedCopyBytes, MostCopiesOfTheFile * _file.Length);
        if (copied > allowed)
        {
            throw new ModelException($"{Path}: its tensors are views that take {copied} bytes as copies, more than the {allowed} that a file of {_file.Length} bytes can need. Fetch it again.");
        }
    }

    private static PyTorchFile OpenZip(string path, FileMapping file)
    {
        var entries = ZipDirectory.Read(path, file);
        var pickle = entries.Keys.FirstOrDefault(name => name == PickleName || name.EndsWith($"/{PickleName}", StringComparison.Ordinal))
            ?? throw new ModelException($"{path} is a zip archive without {PickleName}: it was not written by torch.save, or it is a TorchScript archive of another kind.");
        var prefix = pickle[..^PickleName.Length];
        if (entries.TryGetValue($"{prefix}byteorder", out var order) && !file.Map(order).SequenceEqual("little"u8))
        {
            throw new ModelException($"{path} was written on a big-endian machine, which is not supported. Save it again on another one.");
        }

        var storages = new Dictionary<string, Storage>(StringComparer.Ordinal);
        var reader = new PickleReader(CopyPickle(path, file, entries[pickle]), storages);
        var root = reader.Read();
        foreach (var storage in storages.Values)
        {
            if (!entries.TryGetValue($"{prefix}data/{storage.Key}", out var range))
            {
                throw new ModelException($"{path} lacks the entry {prefix}data/{storage.Key}, which its tensors refer to. Fetch it again.");
            }

            Place(path, storage, range.Start, range.Length);
        }

        return new PyTorchFile(path, file, root, reader.OpaqueNames);
    }

    private static PyTorchFile OpenLegacy(string path, FileMapping file)
    {
        // The pickles come first, the storages behind them; how long the pickles are shows only when they are read.
        var start = new ByteRange(0, Math.Min(file.Length, LongestPickle));
        if (!Recognizes(file.Map(start with { Length = Math.Min(start.Length, 16) })))
        {
            throw new ModelException($"{path} is no file of torch.save: it begins neither as a zip archive nor with PyTorch's magic number. Fetch it again.");
        }

        ReadOnlyMemory<byte> data = file.Map(start).ToArray();
        var storages = new Dictionary<string, Storage>(StringComparer.Ordinal);
        var position = 0;
        PickleReader Next() => new(data[position..], storages);

        PickleValue Read(out IReadOnlyCollection<string> opaqueNames)
        {
            var reader = Next();
            var value = reader.Read();
            position += reader.Position;
            opaqueNames = reader.OpaqueNames;
            return value;
        }

        Read(out _); // the magic number
        Read(out _); // the protocol
        if (Read(out _) is PickleValue.Dict system && system.Find("little_endian") is PickleValue.Bool { Value: false })
        {
            throw new ModelException($"{path} was written on a big-endian machine, which is not supported. Save it again on another one.");
        }

        var root = Read(out var names);
        if (Read(out _) is not PickleValue.List { Items: var keys })
        {
            throw new ModelException($"{path} is damaged: the list of its storages is missing. Fetch it again.");
        }

        PlaceInOrder(path, file, storages, keys, position);
        return new PyTorchFile(path, file, root, names);
    }

    private static void PlaceInOrder(
        string path, FileMapping file, Dictionary<string, Storage> storages, IReadOnlyList<PickleValue> keys, long position)
    {
        var placed = new HashSet<Storage>(ReferenceEqualityComparer.Instance);
        foreach (var key in keys)
        {
            if (key is not PickleValue.Text { Value: var name } || !storages.TryGetValue(name, out var storage) || !placed.Add(storage))
            {
                throw new ModelException($"{path} is damaged: its list of storages names one that no tensor has, or one twice. Fetch it again.");
            }

            if (file.Length - position < sizeof(long))
            {
                throw CutShort(path, storage);
            }

            var count = BinaryPrimitives.ReadInt64LittleEndian(file.Map(new ByteRange(position, sizeof(long))));
            position += sizeof(long);
            if (count != storage.ElementCount)
            {
                throw new ModelException($"{path} is damaged: storage {name} has {count} elements at byte {position}, {storage.ElementCount} in its description. Fetch it again.");
            }

            Place(path, storage, position, file.Length - position);
            position += storage.ByteCount;
        }

        if (placed.Count < storages.Count)
        {
            throw new ModelException($"{path} is damaged: {storages.Count - placed.Count} of its {storages.Count} storages are missing. Fetch it again.");
        }
    }

    private static void Place(string path, Storage storage, long start, long available)
    {
        if (storage.ByteCount > available)
        {
            throw CutShort(path, storage);
        }

        storage.Range = new ByteRange(start, storage.ByteCount);
    }

    private static ModelException CutShort(string path, Storage storage) =>
        new($"{path} is cut short: storage {storage.Key} needs {storage.ByteCount} bytes and has fewer. Fetch it again.");

    private static ReadOnlyMemory<byte> CopyPickle(string path, FileMapping file, ByteRange range) => range.Length <= LongestPickle
        ? file.Map(range).ToArray()
        : throw new ModelException($"{path}: {PickleName} has {range.Length} bytes, more than any model needs.");
}
