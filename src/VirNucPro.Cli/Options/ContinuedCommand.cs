using System.Reflection;
using CommandLine;

namespace VirNucPro.Cli.Options;

/// <summary>The arguments that continue a run of <c>virnucpro predict</c>: those of its start, with --resume and without --force.</summary>
internal static class ContinuedCommand
{
    private const string EndOfOptions = "--";
    private const string Force = "--force";
    private const char ShortForce = 'f';
    private const string Resume = "--resume";

    // The options without a value, which may be joined: -kf.
    private static readonly OptionAttribute[] Switches =
    [
        .. typeof(PredictVerb).GetProperties()
            .Where(property => property.PropertyType == typeof(bool))
            .Select(property => property.GetCustomAttribute<OptionAttribute>()!),
    ];

    /// <summary>The arguments to give next.</summary>
    /// <param name="arguments">Arguments that <see cref="CommandLineReader"/> took for <c>predict</c>.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> arguments)
    {
        List<string> continued = [];
        var next = 0;
        while (next < arguments.Count && arguments[next] != EndOfOptions)
        {
            var (kept, needsValue) = Read(arguments[next++]);
            if (kept is not null)
            {
                continued.Add(kept);
            }

            if (needsValue && next < arguments.Count)
            {
                continued.Add(arguments[next++]);
            }
        }

        return [.. continued, Resume, .. arguments.Skip(next)];
    }

    private static (string? Kept, bool NeedsValue) Read(string word) => word switch
    {
        Force or Resume => (null, false),
        ['-', '-', ..] => (word, !word.Contains('=', StringComparison.Ordinal) && !Switches.Any(option => word[2..] == option.LongName)),
        ['-', _, ..] => ReadLetters(word[1..]),
        _ => (word, false),
    };

    private static (string? Kept, bool NeedsValue) ReadLetters(string letters)
    {
        var switches = string.Concat(letters.TakeWhile(letter => Switches.Any(option => option.ShortName == letter.ToString())));
        var option = letters[switches.Length..];
        var kept = switches.Replace(ShortForce.ToString(), "", StringComparison.Ordinal) + option;
        return (kept.Length == 0 ? null : $"-{kept}", option.Length == 1);
    }
}
