using System.Globalization;

namespace VirNucPro.Pipeline.Outputs;

/// <summary>Writes numbers with the very characters that the reference's files have.</summary>
internal static class ScoreFormat
{
    /// <summary>Characters that any number fits into.</summary>
    public const int LongestNumber = 32;

    private const double LargestPositional = 1e16;
    private const double SmallestPositional = 1e-4;

    /// <summary>As <c>str(numpy.float32)</c>: the shortest digits that give the same float32.</summary>
    /// <param name="value">A finite number.</param>
    /// <param name="target">At least <see cref="LongestNumber"/> characters.</param>
    /// <returns>Characters written.</returns>
    public static int WriteAsNumpyFloat32(float value, Span<char> target)
    {
        Span<char> shortest = stackalloc char[LongestNumber];
        value.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture);
        return Arrange(shortest[..length], value, target);
    }

    /// <summary>As Python's <c>repr</c>; of a float32, of the double that it widens to.</summary>
    /// <inheritdoc cref="WriteAsNumpyFloat32"/>
    public static int WriteAsPythonFloat(double value, Span<char> target)
    {
        Span<char> shortest = stackalloc char[LongestNumber];
        value.TryFormat(shortest, out var length, "R", CultureInfo.InvariantCulture);
        return Arrange(shortest[..length], value, target);
    }

    /// <summary>
    /// As <c>str(round(value, 3))</c> of a numpy.float64, and so as pandas' <c>round(3)</c> and <c>to_csv</c>: the product with
    /// 1000 is rounded, in the middle to the even number. Python's own float differs: 1/80 is 0.012 here and 0.013 there.
    /// </summary>
    /// <inheritdoc cref="WriteAsNumpyFloat32"/>
    public static int WriteThousandths(double value, Span<char> target) =>
        WriteAsPythonFloat(Math.Round(value * 1000, MidpointRounding.ToEven) / 1000, target);

    // .NET finds the same shortest digits, but changes to the scientific form elsewhere and writes it another way.
    private static int Arrange(ReadOnlySpan<char> shortest, double value, Span<char> target)
    {
        Span<char> digits = stackalloc char[LongestNumber];
        var digitCount = 0;
        var pointAfter = 0;
        var pointSeen = false;
        var exponent = 0;
        for (var i = 0; i < shortest.Length; i++)
        {
            var letter = shortest[i];
            if (letter == 'E')
            {
                exponent = int.Parse(shortest[(i + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }

            pointSeen |= letter == '.';
            if (!char.IsAsciiDigit(letter))
            {
                continue;
            }

            if (digitCount > 0 || letter != '0')
            {
                digits[digitCount++] = letter;
                pointAfter += pointSeen ? 0 : 1;
            }
            else if (pointSeen)
            {
                pointAfter--;
            }
        }

        var text = new Appender(target);
        if (double.IsNegative(value))
        {
            text.Add('-');
        }

        if (digitCount == 0)
        {
            text.Add("0.0");
            return text.Length;
        }

        // Digits d and point p stand for 0.d × 10^p.
        var point = pointAfter + exponent;
        ReadOnlySpan<char> significant = digits[..digitCount].TrimEnd('0');
        if (Math.Abs(value) is < SmallestPositional or >= LargestPositional)
        {
            text.Add(significant[0]);
            if (significant.Length > 1)
            {
                text.Add('.');
                text.Add(significant[1..]);
            }

            text.Add('e');
            text.Add(point > 0 ? '+' : '-');
            var power = Math.Abs(point - 1);
            text.Add(power < 10 ? "0" : "");
            power.TryFormat(digits, out var powerLength, default, CultureInfo.InvariantCulture);
            text.Add(digits[..powerLength]);
            return text.Length;
        }

        if (point <= 0)
        {
            text.Add("0.");
            text.Repeat('0', -point);
            text.Add(significant);
            return text.Length;
        }

        var whole = Math.Min(point, significant.Length);
        text.Add(significant[..whole]);
        text.Repeat('0', point - whole);
        text.Add('.');
        text.Add(whole < significant.Length ? significant[whole..] : "0");
        return text.Length;
    }

    private ref struct Appender(Span<char> target)
    {
        private readonly Span<char> _target = target;

        public int Length { get; private set; }

        public void Add(char letter) => _target[Length++] = letter;

        public void Add(scoped ReadOnlySpan<char> letters)
        {
            letters.CopyTo(_target[Length..]);
            Length += letters.Length;
        }

        public void Repeat(char letter, int count)
        {
            _target.Slice(Length, count).Fill(letter);
            Length += count;
        }
    }
}
