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
}
