using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using VirNucPro.Models.Tests.Support;
using VirNucPro.Models.Weights;

namespace VirNucPro.Models.Tests.Weights;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void TensorsOfTheReferenceKeepTypeShapeAndValues()
    {
        var expected = Fixture.Json("weights/mixed_expected.json");
        using var file = SafetensorsFile.Open(Fixture.Path("weights/mixed.safetensors"));
        foreach (var name in (ReadOnlySpan<string>)["f32", "f64", "f16", "i64", "i32", "u8", "empty", "scalar_f32"])
        {
            var tensor = file.Tensors[name];
            var description = expected.GetProperty(name);
            Assert.Equal(description.GetProperty("dtype").GetString(), tensor.ElementType.ToString().ToLowerInvariant());
            Assert.Equal(description.GetProperty("shape").Integers(), tensor.Shape.Select(size => (int)size));
            Assert.Equal(
                description.GetProperty("values_row_major").EnumerateArray().Select(value => value.GetDouble()),
                Values(tensor, file.Read(tensor)));
        }
    }

    [Fact]
    public void NamesAndMetadataAreUnescaped()
    {
        using var file = SafetensorsFile.Open(Fixture.Path("weights/mixed.safetensors"));
        var tensor = file.Tensors["spéc\"ial/\\name"];
        Assert.Equal([0, 1, 2], MemoryMarshal.Cast<byte, float>(file.Read(tensor)).ToArray());
        Assert.Equal("café", file.Metadata["note"]);
        Assert.DoesNotContain("__metadata__", file.Tensors.Keys);
    }

    [Fact]
    public void WrittenTensorsAreReadBack()
    {
        var path = _folder.File("written.safetensors");
        var writer = new SafetensorsWriter();
        writer.AddMetadata("expected_length", "500");
        writer.Add("matrix", [2, 3], [1, 2, 3, 4, 5, 6]);
        writer.Add("vector", [1], [-0.5f]);
        writer.Write(path);

        using var file = SafetensorsFile.Open(path);
        Assert.Equal("500", file.Metadata["expected_length"]);
        Assert.Equal([2L, 3L], file.Tensors["matrix"].Shape.ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6], MemoryMarshal.Cast<byte, float>(file.Read(file.Tensors["matrix"])).ToArray());
        Assert.Equal([-0.5f], MemoryMarshal.Cast<byte, float>(file.Read(file.Tensors["vector"])).ToArray());
    }

    [Fact]
    public void FileCutShortSaysHowManyBytesAreMissing() =>
        AssertRefused(Fixture.Path("weights/truncated.safetensors"), "cut short in tensor", "10 bytes are missing");

    [Fact]
    public void HeaderLongerThanTheFileIsRefused() =>
        AssertRefused(Fixture.Path("weights/header_too_long.safetensors"), "header");

    [Fact]
    public void MissingFileIsNamed() => AssertRefused(_folder.File("nowhere.safetensors"), "can't be read");

    [Fact]
    public void HeaderBeyondTheFormatsBoundIsRefused()
    {
        var bytes = new byte[64];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, 100_000_001);
        AssertRefused(Write(bytes), "100000001", "100000000");
    }

    [Theory]
    [InlineData("""{"w":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}""", 4, "tensor w has the dtype F8_E4M3, in which no model of this program comes. Convert")]
    [InlineData("""{"w":{"dtype":"F4","shape":[4],"data_offsets":[0,2]}}""", 2, "tensor w has the dtype F4, in which no model")]
    [InlineData("""{"w":{"dtype":"f32","shape":[1],"data_offsets":[0,4]}}""", 4, "tensor w has the unknown dtype f32; known are BF16,")]
    [InlineData("""{"w":{"dtype":null,"shape":[1],"data_offsets":[0,4]}}""", 4, "tensor w has the unknown dtype null")]
    [InlineData("""{"w":{"dtype":"\ud800","shape":[1],"data_offsets":[0,4]}}""", 4, "not the JSON it should be")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "not the JSON it should be")]
    [InlineData("""{"w\u001b[31m":{"dtype":"X\r\n","shape":[1],"data_offsets":[0,4]}}""", 4, "tensor w\uFFFD[31m has the unknown dtype X  ;")]
    [InlineData(""" {"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "does not start with a brace")]
    [InlineData("", 0, "does not start with a brace")]
    [InlineData("""{"__metadata__":{"format":null},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "metadata entry format is null")]
    [InlineData("""{"__metadata__":{"format":1},"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "not the JSON it should be")]
    [InlineData("""{"__metadata__":{"a":"","a":""}}""", 0, "not the JSON it should be")]
    [InlineData("""{"__metadata__":[]}""", 0, "not the JSON it should be")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4611686018427387903,2,0],"data_offsets":[0,0]}}""", 0, "tensor w has a shape")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2305843009213693951,2,0],"data_offsets":[0,0]}}""", 0, "does not fill the 0 bytes")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}""", 4, "tensor w has a shape")]
    [InlineData("""{"w":{"dtype":"F32","shape":["1"],"data_offsets":[0,4]}}""", 4, "not the JSON it should be")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775804,9223372036854775808]}}""", 4, "tensor w has a shape")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[2305843009213693000,2305843009213693004]}}""", 4, "tensor w leaves a gap")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "tensor w leaves a gap")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"e":{"dtype":"F32","shape":[0],"data_offsets":[2,2]}}""", 4, "tensor e overlaps")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"e":{"dtype":"F32","shape":[0],"data_offsets":[5,5]}}""", 4, "tensor e leaves a gap")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}} {}""", 4, "not the JSON it should be")]
    [InlineData("""{}""", 1, "1 bytes more than its header describes")]
    [InlineData("""{"w":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "tensor w of shape [2] and dtype F32 does not fill the 4 bytes")]
    [InlineData("""{"w":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "tensor w has a shape")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1000000000000,1000000000000],"data_offsets":[0,0]}}""", 0, "tensor w of shape")]
    [InlineData("""{"w":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "tensor w has a shape")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "tensor w has a shape")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1]}}""", 4, "tensor w lacks")]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4,8]}}""", 4, "tensor w lacks")]
    [InlineData("""{"w":{"dtype":7,"shape":[1],"data_offsets":[0,4]}}""", 4, "not the JSON it should be")]
    [InlineData("""{"w":7}""", 4, "not the JSON it should be")]
    [InlineData("""["w"]""", 4, "does not start with a brace")]
    [InlineData("""{"w":""", 4, "not the JSON it should be")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"b":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", 12, "tensor b overlaps")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[8,12]}}""", 12, "tensor b leaves a gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "a")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 9, "5 bytes more than its header describes")]
    public void HeaderThatContradictsItselfOrTheFileIsRefused(string header, int dataLength, string message) =>
        AssertRefused(Write(File(header, dataLength)), message);

    [Theory]
    [InlineData("{}", 0, 0)]
    [InlineData("{}      ", 0, 0)]
    [InlineData("""{"w":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"extra":null}}""", 4, 1)]
    [InlineData("""{"b":{"dtype":"U8","shape":[1],"data_offsets":[4,5]},"e":{"dtype":"F64","shape":[3,0],"data_offsets":[4,4]},"a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""", 5, 3)]
    public void WhateverTheFormatAllowsIsRead(string header, int dataLength, int tensorCount)
    {
        using var file = SafetensorsFile.Open(Write(File(header, dataLength)));
        Assert.Equal(tensorCount, file.Tensors.Count);
        Assert.Equal(dataLength, file.Tensors.Values.Sum(tensor => file.Read(tensor).Length));
    }

    [Fact]
    public void HeaderThatIsNotUtf8IsRefused()
    {
        var bytes = File("""{"w":1}""", 0);
        bytes[11] = 0xFF;
        AssertRefused(Write(bytes), "not UTF-8");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    public void FileShorterThanItsPrefixIsRefused(int length) => AssertRefused(Write(new byte[length]), $"only {length} bytes");

    private static byte[] File(string header, int dataLength)
    {
        var bytes = new byte[8 + header.Length + dataLength];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)header.Length);
        Encoding.ASCII.GetBytes(header, bytes.AsSpan(8));
        return bytes;
    }

    private string Write(byte[] bytes)
    {
        var path = _folder.File("damaged.safetensors");
        System.IO.File.WriteAllBytes(path, bytes);
        return path;
    }

    private static void AssertRefused(string path, params string[] fragments)
    {
        var failure = Assert.Throws<ModelException>(() => SafetensorsFile.Open(path));
        Assert.StartsWith(path, failure.Message, StringComparison.Ordinal);
        Assert.All(fragments, fragment => Assert.Contains(fragment, failure.Message, StringComparison.Ordinal));
    }

    private static IEnumerable<double> Values(TensorEntry tensor, ReadOnlySpan<byte> data) => tensor.ElementType switch
    {
        TensorElementType.Float32 => [.. MemoryMarshal.Cast<byte, float>(data).ToArray()],
        TensorElementType.Float64 => MemoryMarshal.Cast<byte, double>(data).ToArray(),
        TensorElementType.Float16 => MemoryMarshal.Cast<byte, Half>(data).ToArray().Select(value => (double)value),
        TensorElementType.Int64 => [.. MemoryMarshal.Cast<byte, long>(data).ToArray()],
        TensorElementType.Int32 => [.. MemoryMarshal.Cast<byte, int>(data).ToArray()],
        TensorElementType.UInt8 => [.. data.ToArray()],
        _ => throw new InvalidDataException($"No values are compared for {tensor.ElementType}."),
    };
}
