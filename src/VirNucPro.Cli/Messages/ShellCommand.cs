using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace VirNucPro.Cli.Messages;

/// <summary>Command lines of the program as a shell takes them.</summary>
internal static partial class ShellCommand
{
    private const string Program = "virnucpro";

    /// <summary>The command line that has these arguments.</summary>
    public static string Of(IEnumerable<string> arguments) => string.Join(' ', arguments.Select(Quote).Prepend(Program));

    /// <summary>One word for sh, bash and zsh: as it is where nothing in it is special, otherwise in single quotes.</summary>
    /// <remarks>What would break the line or steer a terminal is written with escapes, in the quotes <c>$'…'</c>.</remarks>
    public static string Quote(string word) => word switch
    {
        _ when PlainWord().IsMatch(word) => word,
        _ when word.EnumerateRunes().Any(IsUnprintable) => $"$'{string.Concat(word.EnumerateRunes().Select(Escape))}'",
        _ => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'",
    };

    private static string Escape(Rune rune)
    {
        if (!IsUnprintable(rune))
        {
            return rune.Value is '\'' or '\\' ? $"\\{rune}" : rune.ToString();
        }

        Span<byte> bytes = stackalloc byte[4];
        var escapes = new StringBuilder();
        foreach (var part in bytes[..rune.EncodeToUtf8(bytes)])
        {
            // Of three digits, so that no digit behind can be taken for a part of it.
            escapes.Append('\\').Append(Convert.ToString(part, 8).PadLeft(3, '0'));
        }

        return escapes.ToString();
    }

    private static bool IsUnprintable(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    // zsh takes a word that starts with = for the name of a program.
    [GeneratedRegex(@"\A[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex PlainWord();
}
