using System.Globalization;
using VirNucPro.Pipeline.Outputs;

namespace VirNucPro.Pipeline.Tests.Outputs;

public class ScoreFormatTests
{
    [Fact]
    public void BothFormatsEqualTheReferenceForEveryGoldenNumber()
    {
        Span<char> text = stackalloc char[ScoreFormat.LongestNumber];
        var count = 0;
        foreach (var number in Fixture.Json("e2e/number_format.json").EnumerateArray())
        {
            var bits = uint.Parse(number.GetProperty("bits").GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            var value = BitConverter.UInt32BitsToSingle(bits);

            Assert.Equal(
                number.GetProperty("numpy_str_float32").GetString(),
                text[..ScoreFormat.WriteAsNumpyFloat32(value, text)].ToString());
            Assert.Equal(
                number.GetProperty("python_repr_float64").GetString(),
                text[..ScoreFormat.WriteAsPythonFloat(value, text)].ToString());
            count++;
        }

        Assert.Equal(209, count);
    }

    // What NumPy 1.24 gives for str(round(numpy.float64(value), 3)).
    [Theory]
    [InlineData("0.0", 0)]
    [InlineData("-0.0", -0.0002)]
    [InlineData("1.0", 1)]
    [InlineData("-0.25", -0.25)]
    [InlineData("0.3", 0.3)]
    [InlineData("0.333", 1.0 / 3)]
    [InlineData("-0.667", -2.0 / 3)]
    [InlineData("0.062", 1.0 / 16)]
    [InlineData("0.188", 3.0 / 16)]
    [InlineData("0.012", 1.0 / 80)]
    [InlineData("0.038", 3.0 / 80)]
    [InlineData("-0.038", -3.0 / 80)]
    [InlineData("0.0", 1.0 / 2000)]
    [InlineData("-0.0", -1.0 / 2000)]
    [InlineData("0.002", 3.0 / 2000)]
    [InlineData("0.004", 7.0 / 2000)]
    [InlineData("1.0", 0.9995)]
    [InlineData("0.999", 0.99949)]
    [InlineData("2.676", 2.6755)]
    [InlineData("0.124", 0.1235)]
    public void ThousandthsAreRoundedAsNumpyDoes(string expected, double value)
    {
        Span<char> text = stackalloc char[ScoreFormat.LongestNumber];

        Assert.Equal(expected, text[..ScoreFormat.WriteThousandths(value, text)].ToString());
    }
}
