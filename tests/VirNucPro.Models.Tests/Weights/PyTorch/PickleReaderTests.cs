using VirNucPro.Models.Weights.PyTorch;

namespace VirNucPro.Models.Tests.Weights.PyTorch;

public class PickleReaderTests
{
    // (7,) with a memo entry, a list in itself, a global that is called, and an object with a state.
    private const string Sample = "8002 4b07 85 7100 5d 7101 6801 61 63" + "6f730a73797374656d0a" + "5803000000726d20 85 52 86 86 2e";

    [Fact]
    public void NothingIsCalled()
    {
        // c os\nsystem\n X "touch x" \x85 R .
        var reader = Read("8002 636f730a73797374656d0a 5807000000746f7563682078 85 52 2e");

        Assert.Equal(new PickleValue.Opaque("os.system"), reader.Read());
        Assert.Equal(["os.system"], reader.OpaqueNames);
    }

    [Fact]
    public void SampleCutAtEveryByteIsRefused()
    {
        var data = Bytes(Sample);

        Assert.IsType<PickleValue.Tuple>(new PickleReader(data, []).Read());
        Assert.All(Enumerable.Range(0, data.Length - 1), length =>
            Assert.Throws<PickleFormatException>(() => new PickleReader(data.AsMemory(0, length), []).Read()));
    }

    [Theory]
    [InlineData("8002 8bffffffff 2e", "bytes")] // LONG4 of a negative length
    [InlineData("8002 8bffffff7f 2e", "bytes")] // LONG4 of 2 GB
    [InlineData("8002 58ffffffff 2e", "ends too early")] // text of 4 GB
    [InlineData("8004 8dffffffffffffffff 2e", "ends too early")] // text of 2^64 bytes
    [InlineData("8002 6affffffff 2e", "not stored")] // LONG_BINGET
    [InlineData("8002 52 2e", "missing")] // REDUCE of nothing
    [InlineData("8002 4b01 4b02 85 52 2e", "no class or function")] // REDUCE of a number
    [InlineData("8002 74 2e", "mark")] // TUPLE without a mark
    [InlineData("8002 28 2e", "missing")] // STOP with nothing above the mark
    [InlineData("8002 4e 4e 2e", "left over")] // two values at the end
    [InlineData("8005 4e 2e", "protocol 5")]
    [InlineData("8002 ff 2e", "0xff")]
    [InlineData("8002 4b01 51 2e", "storage")] // BINPERSID of a number
    [InlineData("8002 7d 4b01 73 2e", "missing")] // SETITEM without a value
    [InlineData("8002 4b01 4b02 61 2e", "no list")] // APPEND to a number
    public void WhatMakesNoSenseIsRefusedWithItsPlace(string pickle, string problem)
    {
        var failure = Assert.Throws<PickleFormatException>(() => Read(pickle).Read());

        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
        Assert.Contains("byte ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void TensorBeyondItsStorageIsRefused()
    {
        // _rebuild_tensor_v2(storage of 1 float, 0, (2,), (1,)): the storage by BINPERSID.
        var failure = Assert.Throws<PickleFormatException>(() => Read(
            "8002 63746f7263682e5f7574696c730a5f72656275696c645f74656e736f725f76320a 28"
            + "28 580700000073746f72616765 63746f7263680a466c6f617453746f726167650a 580100000030 5803000000637075 4b01 74 51"
            + "4b00 4b02 85 4b01 85 74 52 2e").Read());

        Assert.Contains("storage 0", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SharedValuesWithinEachOtherDoNotMultiply()
    {
        // [] memo 0; then forty times: (x, x), a value of 2^40 leaves in a few hundred bytes.
        var pickle = "8002 5d" + string.Concat(Enumerable.Repeat("7100 6800 86", 40)) + "2e";

        var root = Read(pickle).Read();

        Assert.Throws<ModelException>(() => TensorNames.Collect("bomb.pt", root));
    }

    [Fact]
    public void LaterEntryOfAKeyReplacesTheEarlierOne()
    {
        // {"a": a tensor of one float, "a": None}: what is replaced is no tensor of the file.
        var root = Read(
            "8002 7d 28 580100000061 63746f7263682e5f7574696c730a5f72656275696c645f74656e736f725f76320a 28"
            + "28 580700000073746f72616765 63746f7263680a466c6f617453746f726167650a 580100000030 5803000000637075 4b01 74 51"
            + "4b00 4b01 85 4b01 85 74 52 580100000061 4e 75 2e").Read();

        Assert.Empty(TensorNames.Collect("twice.pt", root));
    }

    [Fact]
    public void ListInItselfEnds()
    {
        var root = Read("8002 5d 7100 6800 61 2e").Read();

        Assert.Throws<ModelException>(() => TensorNames.Collect("loop.pt", root));
    }

    private static PickleReader Read(string pickle) => new(Bytes(pickle), []);

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
