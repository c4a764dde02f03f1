namespace VirNucPro.Cli.Options;

/// <summary>An option with its value, or a word that is neither.</summary>
/// <param name="Option">The option; null for other words, such as an input, the mark <c>--</c> and options that do not exist.</param>
/// <param name="Value">The option's value, of a switch <c>true</c> or <c>false</c>; null where it is missing.</param>
/// <param name="Words">What was typed; options that were typed as one word are taken apart.</param>
internal sealed record CommandArgument(CommandOption? Option, string? Value, IReadOnlyList<string> Words)
{
    /// <summary>Behind it nothing is an option.</summary>
    public const string EndOfOptions = "--";

    /// <summary>What CommandLineParser is to see: it knows switches without a value only.</summary>
    public IEnumerable<string> ParserWords => Option is { IsSwitch: true } ? (Value == "true" ? [Option.Dashed] : []) : Words;

    private bool IsOfList => Option?.Choices is { IsList: true };

    /// <summary>Takes a command line apart as getopt does; what a list got one by one becomes one argument.</summary>
    /// <param name="command">The command that it follows.</param>
    /// <param name="words">What follows the command.</param>
    public static IReadOnlyList<CommandArgument> Split(CommandDescription command, IReadOnlyList<string> words)
    {
        var options = command.Options;
        List<CommandArgument> arguments = [];
        var next = 0;
        while (next < words.Count && words[next] != EndOfOptions)
        {
            var word = words[next++];
            if (word is ['-', '-', ..])
            {
                AddLong(word);
            }
            else if (word is ['-', _, ..])
            {
                AddLetters(word[1..]);
            }
            else
            {
                arguments.Add(new CommandArgument(null, null, [word]));
            }
        }

        arguments.AddRange(words.Skip(next).Select(word => new CommandArgument(null, null, [word])));
        return JoinLists(arguments);

        void AddLong(string word)
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? word[2..] : word[2..equals];
            var option = options.FirstOrDefault(option => option.Name == name);
            if (option is null or { IsSwitch: true } || equals >= 0)
            {
                var value = equals >= 0 ? word[(equals + 1)..] : "true";
                arguments.Add(new CommandArgument(option, option is null ? null : value, [word]));
            }
            else
            {
                AddWithValue(option, word);
            }
        }

        void AddLetters(string letters)
        {
            for (var i = 0; i < letters.Length; i++)
            {
                var option = options.FirstOrDefault(option => option.Attribute.ShortName == letters[i].ToString());
                switch (option)
                {
                    case null:
                        arguments.Add(new CommandArgument(null, null, [$"-{letters[i..]}"]));
                        return;
                    case { IsSwitch: true }:
                        arguments.Add(new CommandArgument(option, "true", [$"-{letters[i]}"]));
                        break;
                    case var _ when i + 1 < letters.Length:
                        arguments.Add(new CommandArgument(option, letters[(i + 1)..], [$"-{letters[i..]}"]));
                        return;
                    default:
                        AddWithValue(option, $"-{letters[i]}");
                        return;
                }
            }
        }

        void AddWithValue(CommandOption option, string word) => arguments.Add(next < words.Count
            ? new CommandArgument(option, words[next], [word, words[next++]])
            : new CommandArgument(option, null, [word]));
    }

    private static List<CommandArgument> JoinLists(List<CommandArgument> arguments) =>
    [
        .. arguments.Where(argument => argument.IsOfList).GroupBy(argument => argument.Option!.Name).Select(Join),
        .. arguments.Where(argument => !argument.IsOfList),
    ];

    private static CommandArgument Join(IGrouping<string, CommandArgument> parts)
    {
        if (parts.Count() == 1 || parts.Any(part => part.Value is null))
        {
            return parts.Last();
        }

        var value = string.Join(',', parts.Select(part => part.Value));
        return new CommandArgument(parts.First().Option, value, [$"--{parts.Key}={value}"]);
    }
}
