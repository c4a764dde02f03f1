using System.Buffers;
using System.Globalization;
using System.Text;

namespace VirNucPro.Fuzz;

/// <summary>Changes JSON texts so that most of them stay JSON.</summary>
/// <remarks>A text is a list of brackets, names with their colon, and scalars; commas are put in when it is written.</remarks>
internal sealed class JsonMutator : IMutator
{
    private static readonly string[] Values =
    [
        "null", "true", "false", "0", "-0", "1", "-1", "2", "4", "0.5", "1e2", "1e999", "-1e-999", "127", "2147483647", "2147483648", "-2147483648",
        "4294967296", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "18446744073709551615", "2305843009213693951",
        "4611686018427387904", "99999999999999999999999999", "\"\"", "\" \"", "\"a b\"", "\"0\"", "\"A\"", "\"\\u0000\"", "\"\\ud800\"", "\"\\udc00\\ud800\"",
        "\"\\u001b[31m\\r\\n\"", "\"..\"", "\"../x\"", "\"/\"", "\".\"", "\"F32\"", "\"F8_E4M3\"", "\"__metadata__\"", "\"BPE\"", "[]", "{}", "[0]", "[[]]",
        "{\"\":0}", "{\"a\":{\"a\":null}}", "[0,0]", "[4,0]", "[-1,-1]", "[9223372036854775807,9223372036854775807]", "[0,9223372036854775807,9223372036854775807]",
        "{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}", "{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}",
        $"{new string('[', 60)}{new string(']', 60)}", $"{new string('[', 5000)}{new string(']', 5000)}", $"\"{new string('A', 5000)}\"",
    ];

    private static readonly string[] Names = ["\"\":", "\"a\":", "\"__metadata__\":", "\"\\ud800\":", "\"\\u0061\":", "\"type\":", "\"dtype\":", "\"shape\":", "\"data_offsets\":"];

    private static readonly SearchValues<char> ScalarEnds = SearchValues.Create(",]} \r\n\t");

    private readonly string[][] _texts;
    private readonly ByteMutator _bytes;

    public JsonMutator(IReadOnlyList<byte[]> corpus)
    {
        _texts = [.. corpus.Select(text => Split(Encoding.UTF8.GetString(text)))];
        _bytes = new ByteMutator(corpus);
    }

    /// <inheritdoc/>
    public byte[] Next(MutationRandom random)
    {
        var tokens = new List<string>(random.Pick(_texts));
        for (var i = random.ChangeCount(); i > 0 && tokens.Count > 0; i--)
        {
            ChangeOnce(tokens, random);
        }

        var text = Encoding.UTF8.GetBytes(Join(tokens));
        return random.OneIn(8) ? _bytes.Change(text, random) : text;
    }

    private void ChangeOnce(List<string> tokens, MutationRandom random)
    {
        var position = random.Below(tokens.Count);
        var length = SpanLength(tokens, position);
        switch (random.Below(7))
        {
            case 0 or 1:
                var start = IsName(tokens[position]) && position + 1 < tokens.Count ? position + 1 : position;
                tokens.RemoveRange(start, SpanLength(tokens, start));
                tokens.Insert(start, random.Pick(Values));
                break;
            case 2:
                tokens[position] = IsName(tokens[position]) && random.OneIn(2) ? random.Pick(Names) : Alike(tokens[position], random);
                break;
            case 3:
                tokens.RemoveRange(position, length);
                break;
            case 4:
                tokens.InsertRange(random.OneIn(2) ? position : random.Below(tokens.Count), tokens.GetRange(position, Math.Min(length, 200)));
                break;
            case 5:
                var other = random.Below(tokens.Count);
                (tokens[position], tokens[other]) = (tokens[other], tokens[position]);
                break;
            default:
                ChangeNumber(tokens, position, random);
                break;
        }
    }

    private string Alike(string token, MutationRandom random)
    {
        var text = random.Pick(_texts);
        var start = random.Below(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var candidate = text[(start + i) % text.Length];
            if (candidate != token && candidate[0] == token[0] && IsName(candidate) == IsName(token))
            {
                return candidate;
            }
        }

        return token;
    }

    private static void ChangeNumber(List<string> tokens, int start, MutationRandom random)
    {
        for (var position = start; position < tokens.Count; position++)
        {
            if (long.TryParse(tokens[position], CultureInfo.InvariantCulture, out var number))
            {
                long[] choices = [number + 1, number - 1, number + 4, number * 2, number / 2, -number, number + 256, number ^ (1L << random.Below(63))];
                tokens[position] = random.Pick(choices).ToString(CultureInfo.InvariantCulture);
                return;
            }
        }
    }

    private static bool IsName(string token) => token[^1] == ':';

    /// <summary>Tokens of the value, or of the name and its value, that starts at a position.</summary>
    private static int SpanLength(List<string> tokens, int start)
    {
        var depth = 0;
        for (var position = start; position < tokens.Count; position++)
        {
            depth += tokens[position] switch { "{" or "[" => 1, "}" or "]" => -1, _ => 0 };
            if (depth <= 0 && !IsName(tokens[position]))
            {
                return position - start + 1;
            }
        }

        return tokens.Count - start;
    }

    private static string[] Split(string text)
    {
        var tokens = new List<string>();
        for (var position = 0; position < text.Length;)
        {
            var letter = text[position];
            if (letter is ',' or ' ' or '\n' or '\r' or '\t')
            {
                position++;
                continue;
            }

            var end = letter switch
            {
                '"' => EndOfString(text, position),
                '{' or '}' or '[' or ']' => position + 1,
                _ => EndOfScalar(text, position),
            };
            tokens.Add(text[position..end]);
            position = end;
        }

        return [.. tokens];
    }

    private static int EndOfString(string text, int start)
    {
        var end = start + 1;
        while (text[end] != '"')
        {
            end += text[end] == '\\' ? 2 : 1;
        }

        return end + 1 < text.Length && text[end + 1] == ':' ? end + 2 : end + 1;
    }

    private static int EndOfScalar(string text, int start)
    {
        var length = text.AsSpan(start).IndexOfAny(ScalarEnds);
        return length < 0 ? text.Length : start + length;
    }

    private static string Join(List<string> tokens)
    {
        var text = new StringBuilder();
        var needsComma = false;
        foreach (var token in tokens)
        {
            if (needsComma && token is not ("}" or "]"))
            {
                text.Append(',');
            }

            text.Append(token);
            needsComma = token is not ("{" or "[") && !IsName(token);
        }

        return text.ToString();
    }
}
