using System.Buffers.Binary;
using System.Text;
using VirNucPro.Models.Tests.Support;
using VirNucPro.Models.Weights.PyTorch;

namespace VirNucPro.Models.Tests.Weights.PyTorch;

/// <summary>Small pickles that store a large value once and call it up again and again.</summary>
public sealed class RepeatingPickleTests : IDisposable
{
    private const long MaximumAllocation = 64 << 20;
    private const int Many = 20_000;

    /// <summary>The magic number, the protocol, and an empty description of the system.</summary>
    private const string LegacyStart = "\u0080\u0002\u008a\u000a\u006c\u00fc\u009c\u0046\u00f9\u0020\u006a\u00a8\u0050\u0019.\u0080\u0002M\u00e9\u0003.\u0080\u0002}.";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("ctorch\nSize\nh\u0000\u0085R0")] // torch.Size(list)
    [InlineData("ccollections\nOrderedDict\nh\u0001\u0085R0")] // OrderedDict(pairs)
    [InlineData("c_codecs\nencode\nh\u0002X\u0006\u0000\u0000\u0000latin1\u0086R0")] // encode(text, 'latin1')
    [InlineData("ctorch\ndevice\nh\u0002K\u0000\u0086R0")] // torch.device(text, 0)
    [InlineData("h\u0002h\u0002\u00930")] // from text import text
    [InlineData("cargparse\nNamespace\n)Rh\u0003b0")] // Namespace with a state
    public void CopiesOfAStoredValueHaveABound(string repeated)
    {
        var pickle = new StringBuilder("\u0080\u0004");
        // 0: a list of numbers; 1: a list of pairs; 2: a text; 3: a dict with text keys.
        pickle.Append("](").Insert(pickle.Length, "K\u0001", Many).Append("eq\u00000");
        pickle.Append("](").Insert(pickle.Length, "NN\u0086", Many).Append("eq\u00010");
        pickle.Append("X\u0020\u004e\u0000\u0000").Append('a', Many).Append("q\u00020");
        pickle.Append("}(").Insert(pickle.Length, "X\u0001\u0000\u0000\u0000xN", Many).Append("uq\u00030");
        pickle.Insert(pickle.Length, repeated, Many).Append("N.");

        var failure = AssertBounded<PickleFormatException>(() => new PickleReader(Bytes(pickle), []).Read());

        Assert.Contains("repeats itself", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("]", "2\u0086", 60)] // Twice the value before.
    [InlineData("]", "2\u0086", 100_000)]
    [InlineData(")", "\u0085", 100_000)] // Tuples in tuples.
    [InlineData("]2a", "", 0)] // A list in itself.
    public void ValuesThatUnfoldWithoutEndAreRefused(string start, string repeated, int count)
    {
        var pickle = new StringBuilder("\u0080\u0002").Append(start);
        pickle.Insert(pickle.Length, repeated, count).Append('.');
        var root = new PickleReader(Bytes(pickle), []).Read();

        var failure = AssertBounded<ModelException>(() => TensorNames.Collect("model.pt", root));

        Assert.StartsWith("model.pt", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LongNamesInEachOtherAreRefused()
    {
        // {k: {k: {k: …}}}, forty deep, with one key of 800,000 letters.
        var pickle = new StringBuilder("\u0080\u0002X\u0000\u0035\u000c\u0000").Append('k', 800_000).Append("q\u00000");
        pickle.Insert(pickle.Length, "}h\u0000", 40).Append('}').Insert(pickle.Length, "s", 40).Append('.');
        var root = new PickleReader(Bytes(pickle), []).Read();

        AssertBounded<ModelException>(() => TensorNames.Collect("model.pt", root));
    }

    [Fact]
    public void NumbersBesideTheTensorsCostNothing()
    {
        var numbers = new StringBuilder("(").Insert(1, "K\u0001", 1000).Append('e').ToString();
        var pickle = new StringBuilder("\u0080\u0002]");
        pickle.Insert(pickle.Length, numbers, 1000).Append('.');

        Assert.Empty(TensorNames.Collect("model.pt", new PickleReader(Bytes(pickle), []).Read()));
    }

    [Theory]
    [InlineData("]", 999_000)]
    [InlineData("}", 999_000)]
    [InlineData("(", 999_000)]
    [InlineData(")\u0085", 499_000)]
    [InlineData("]0", 499_000)]
    [InlineData("2", 999_000)]
    public void NoPickleUnderAMegabyteTakes64(string repeated, int count)
    {
        var pickle = new StringBuilder("\u0080\u0002N").Insert(3, repeated, count);
        AssertBounded<PickleFormatException>(() => new PickleReader(Bytes(pickle), []).Read());
    }

    [Fact]
    public void StorageThatALegacyFileListsTwiceIsRefused()
    {
        // Two storages, a and b; the list says a, a: the data of b would be taken from anywhere.
        var path = _folder.File("model.pt");
        const string View = "K\u0000K\u0001\u0085K\u0001\u0085\u0089NtR";
        const string One = "K\u0001";
        var file = new StringBuilder(LegacyStart);
        file.Append($"\u0080\u0002]({Storage("a", One)}{View}{Storage("b", One)}{View}e.\u0080\u0002]({Text("a")}{Text("a")}e.");
        byte[] storage = [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 128, 63];
        Assert.Equal(1, BinaryPrimitives.ReadInt64LittleEndian(storage));
        File.WriteAllBytes(path, [.. Bytes(file).Span, .. storage, .. storage]);

        var failure = Assert.Throws<ModelException>(() => PyTorchFile.Open(path));

        Assert.Contains("one twice", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, "\u0001", "\u0000\u0004", true)] // Transposed, four times the storage.
    [InlineData(5, "\u0001", "\u0000\u0004", false)]
    [InlineData(5, "\u0000\u0004", "\u0001", true)] // Row-major: mapped, not copied.
    [InlineData(400, "\u0000\u0004", "\u0001", true)]
    public void CopiesOfViewsHaveABoundTogether(int views, string rowStride, string columnStride, bool isRead)
    {
        // One storage of 1024 × 1024 float32 elements, and matrices of that shape on it.
        const int StorageBytes = 4 << 20;
        var path = _folder.File("model.pt");
        var view = $"{Storage("a", "J\u0000\u0000\u0010\u0000")}K\u0000M\u0000\u0004M\u0000\u0004\u0086{Number(rowStride)}{Number(columnStride)}\u0086\u0089NtR";
        var file = new StringBuilder(LegacyStart).Append("\u0080\u0002](").Insert(LegacyStart.Length + 4, view, views).Append($"e.\u0080\u0002]{Text("a")}a.");
        byte[] count = [0, 0, 16, 0, 0, 0, 0, 0];
        File.WriteAllBytes(path, [.. Bytes(file).Span, .. count, .. new byte[StorageBytes]]);

        if (isRead)
        {
            using var source = PyTorchFile.Open(path);
            Assert.Equal(views, source.Tensors.Count);
            Assert.All(source.Tensors.Values, tensor => Assert.Equal(StorageBytes, source.Read(tensor).Length));
        }
        else
        {
            var failure = AssertBounded<ModelException>(() => PyTorchFile.Open(path));
            Assert.StartsWith($"{path}: its tensors are views that take {views * (long)StorageBytes} bytes as copies", failure.Message, StringComparison.Ordinal);
        }

        static string Number(string littleEndian) => (littleEndian.Length == 1 ? "K" : "M") + littleEndian;
    }

    private static string Text(string letters) => $"X{(char)letters.Length}\u0000\u0000\u0000{letters}";

    /// <summary>The beginning of a call that makes a tensor: function, opening of its arguments, storage.</summary>
    private static string Storage(string key, string elementCount) =>
        $"ctorch._utils\n_rebuild_tensor_v2\n(({Text("storage")}ctorch\nFloatStorage\n{Text(key)}{Text("cpu")}{elementCount}NtQ";

    private static ReadOnlyMemory<byte> Bytes(StringBuilder pickle) => Encoding.Latin1.GetBytes(pickle.ToString());

    private static TFailure AssertBounded<TFailure>(Action action)
        where TFailure : Exception
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        var failure = Assert.Throws<TFailure>(action);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(allocated < MaximumAllocation, $"{allocated} bytes were allocated.");
        return failure;
    }
}
