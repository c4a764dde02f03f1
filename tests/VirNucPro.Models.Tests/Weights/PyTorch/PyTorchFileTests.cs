using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;
using VirNucPro.Models.Weights;
using VirNucPro.Models.Weights.PyTorch;

namespace VirNucPro.Models.Tests.Weights.PyTorch;

public class PyTorchFileTests
{
    private const string TensorsPrefix = "tensors.";

    public static TheoryData<string> MixedFiles => ["mixed_zip.pt", "mixed_zip_protocol4.pt", "mixed_legacy.pt"];

    [Theory]
    [MemberData(nameof(MixedFiles))]
    public void EveryTensorHasItsTypeShapeAndValues(string name)
    {
        using var file = PyTorchFile.Open(Fixture.Path($"ptformat/{name}"));
        var expected = Fixture.Json("ptformat/mixed_expected.json").EnumerateObject().ToArray();

        Assert.Equal(expected.Select(tensor => TensorsPrefix + tensor.Name).Order(), file.Tensors.Keys.Order());
        Assert.All(expected, tensor =>
        {
            var entry = file.Tensors[TensorsPrefix + tensor.Name];
            Assert.Equal(tensor.Value.GetProperty("dtype").GetString(), NameOf(entry.ElementType));
            Assert.Equal(tensor.Value.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()), entry.Shape);
            Assert.Equal(
                tensor.Value.GetProperty("values_row_major").EnumerateArray().Select(Expected),
                Values(entry.ElementType, file.Read(entry)));
        });
    }

    [Theory]
    [MemberData(nameof(MixedFiles))]
    public void EveryOtherValueIsKeptAsData(string name)
    {
        using var file = PyTorchFile.Open(Fixture.Path($"ptformat/{name}"));

        Assert.Empty(file.OpaqueNames);
        var meta = Assert.IsType<PickleValue.Dict>(Assert.IsType<PickleValue.Dict>(file.Root).Find("meta"));
        var values = meta.Items.Select(item => item.Value).ToArray();
        foreach (var number in (BigInteger[])[7, -5, BigInteger.Pow(2, 70), BigInteger.Pow(2, 33)])
        {
            Assert.Contains(new PickleValue.Integer(number), values);
        }

        Assert.Contains(new PickleValue.Real(0.1), values);
        Assert.Contains(PickleValue.None.Instance, values);
        Assert.Contains(new PickleValue.Bool(true), values);
        Assert.Contains(new PickleValue.Bool(false), values);
        Assert.Contains(new PickleValue.Text("café 中"), values);
        Assert.Contains(new PickleValue.DType("float16"), values);
        Assert.Contains(new PickleValue.Device("cpu"), values);
        Assert.Contains(values, value => value is PickleValue.Bytes { Value: [0, 1, 255] });
        Assert.Contains(values, value => value is PickleValue.Size { Dimensions: [2, 3] });
        Assert.Contains(values, value => value is PickleValue.Set { Items: [PickleValue.Integer { Value: var three }] } && three == 3);
        Assert.Contains(values, value => value is PickleValue.Namespace space
            && space.Attributes["a"] == new PickleValue.Integer(1) && space.Attributes["b"] == new PickleValue.Text("x"));
        Assert.Contains(values, value => value is PickleValue.Tuple { Items.Length: 4 });
    }

    [Theory]
    [InlineData("bare_tensor_zip.pt")]
    [InlineData("list_legacy.pt")]
    public void TensorsOutsideADictAreFoundToo(string name)
    {
        using var file = PyTorchFile.Open(Fixture.Path($"ptformat/{name}"));

        Assert.NotEmpty(file.Tensors);
        Assert.All(file.Tensors.Values, tensor => Assert.Equal(
            tensor.Shape.Aggregate(1L, (count, size) => count * size) * SafetensorsFormat.SizeOf(tensor.ElementType), file.Read(tensor).Length));
    }

    [Theory]
    [InlineData("truncated_zip.pt", "cut short")]
    [InlineData("truncated_legacy.pt", "cut short")]
    [InlineData("empty.pt", "empty.pt")]
    [InlineData("not_a_checkpoint.pt", "no file of torch.save")]
    [InlineData("lfs_pointer.pt", "no file of torch.save")]
    public void WhatIsDamagedIsRefusedByName(string name, string problem)
    {
        var path = Fixture.Path($"ptformat/broken/{name}");

        var failure = Assert.Throws<ModelException>(() => PyTorchFile.Open(path));

        Assert.Contains(path, failure.Message, StringComparison.Ordinal);
        Assert.Contains(problem, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
    }

    [Fact]
    public void CallOfAFunctionStaysAName()
    {
        using var file = PyTorchFile.Open(Fixture.Path("ptformat/broken/unknown_global.pt"));

        Assert.Contains("posix.getpid", file.OpaqueNames);
    }

    [Theory]
    [InlineData("tiny/model.pth")]
    [InlineData("tiny/model_cuda0.pth")]
    [InlineData("tiny/model_torch2_layout.pth")]
    [InlineData("tiny/model_state_dict.pt")]
    [InlineData("tiny/model_state_dict_legacy.pt")]
    public void ClassifierHasTheTensorsOfItsStateDict(string name)
    {
        using var file = PyTorchFile.Open(Fixture.Path($"classifier/{name}"));
        using var reference = SafetensorsFile.Open(Fixture.Path("classifier/tiny/model.safetensors"));

        Assert.Equal(reference.Tensors.Keys.Order(), file.Tensors.Keys.Order());
        Assert.All(reference.Tensors.Values, tensor =>
            Assert.Equal(reference.Read(tensor).ToArray(), file.Read(file.Tensors[tensor.Name]).ToArray()));
    }

    private static string NameOf(TensorElementType type) => type switch
    {
        TensorElementType.Float64 => "float64",
        TensorElementType.Float32 => "float32",
        TensorElementType.Float16 => "float16",
        TensorElementType.BFloat16 => "bfloat16",
        TensorElementType.Int64 => "int64",
        TensorElementType.Int32 => "int32",
        TensorElementType.Int16 => "int16",
        TensorElementType.Int8 => "int8",
        TensorElementType.UInt8 => "uint8",
        TensorElementType.Boolean => "bool",
        _ => throw new ArgumentOutOfRangeException(nameof(type)),
    };

    // Whole numbers of 64 bits do not fit a double, so that values are compared as text that reads back exactly.
    private static string Expected(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => "True",
        JsonValueKind.False => "False",
        JsonValueKind.String => Text(double.Parse(
            value.GetString()!.Replace("inf", "Infinity", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture)),
        _ => value.TryGetInt64(out var whole) && !value.GetRawText().Contains('.', StringComparison.Ordinal)
            ? whole.ToString(CultureInfo.InvariantCulture)
            : Text(value.GetDouble()),
    };

    private static string Text(double value) => value.ToString("R", CultureInfo.InvariantCulture);

    private static string[] Values(TensorElementType type, ReadOnlySpan<byte> bytes) => type switch
    {
        TensorElementType.Float64 => Each<double>(bytes, Text),
        TensorElementType.Float32 => Each<float>(bytes, value => Text(value)),
        TensorElementType.Float16 => Each<Half>(bytes, value => Text((double)value)),
        TensorElementType.BFloat16 => Each<ushort>(bytes, value => Text(BitConverter.UInt32BitsToSingle((uint)value << 16))),
        TensorElementType.Int64 => Each<long>(bytes, value => value.ToString(CultureInfo.InvariantCulture)),
        TensorElementType.Int32 => Each<int>(bytes, value => value.ToString(CultureInfo.InvariantCulture)),
        TensorElementType.Int16 => Each<short>(bytes, value => value.ToString(CultureInfo.InvariantCulture)),
        TensorElementType.Int8 => Each<sbyte>(bytes, value => value.ToString(CultureInfo.InvariantCulture)),
        TensorElementType.UInt8 => Each<byte>(bytes, value => value.ToString(CultureInfo.InvariantCulture)),
        _ => Each<byte>(bytes, value => value == 0 ? "False" : "True"),
    };

    private static string[] Each<T>(ReadOnlySpan<byte> bytes, Func<T, string> text)
        where T : struct => Array.ConvertAll(MemoryMarshal.Cast<byte, T>(bytes).ToArray(), value => text(value));
}
