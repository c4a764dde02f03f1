using System.Globalization;
using System.Reflection;
using CommandLine;

namespace VirNucPro.Cli.Options;

/// <summary>Turns arguments into the options of one command.</summary>
internal static class CommandLineReader
{
    /// <summary>Reads the command line.</summary>
    /// <returns>A <see cref="Verb"/>, a <see cref="HelpRequest"/> or a <see cref="VersionRequest"/>.</returns>
    /// <exception cref="UsageException">The command line can't be followed.</exception>
    public static object Read(IReadOnlyList<string> arguments)
    {
        if (arguments.Count == 0)
        {
            return new HelpRequest("", Asked: false);
        }

        var first = arguments[0];
        if (first == "--version")
        {
            return new VersionRequest();
        }

        if (first == "help" || IsHelpOption(first))
        {
            return ReadHelpTopic(string.Join(' ', arguments.Skip(1).Where(word => !IsHelpOption(word))));
        }

        // CommandLineParser knows verbs of one word only, so names of two are joined before it sees them.
        var twoWords = arguments.Count > 1 ? $"{first} {arguments[1]}" : first;
        if (Find(twoWords) is { } subcommand)
        {
            return ReadCommand(subcommand, [.. arguments.Skip(subcommand.Group is null ? 1 : 2)]);
        }

        if (Find(first) is { } command)
        {
            return ReadCommand(command, [.. arguments.Skip(1)]);
        }

        if (IsGroup(first))
        {
            return arguments.Count == 1 || IsHelpOption(arguments[1])
                ? new HelpRequest(first, Asked: arguments.Count > 1)
                : throw new UsageException($"there is no command '{twoWords}'", first);
        }

        throw new UsageException(first.StartsWith('-')
            ? $"unknown option {first}; options follow a command, such as predict"
            : $"there is no command '{first}'");
    }

    private static HelpRequest ReadHelpTopic(string topic) =>
        topic.Length == 0 || Find(topic) is not null || IsGroup(topic)
            ? new HelpRequest(topic, Asked: true)
            : throw new UsageException($"there is no command '{topic}'");

    private static object ReadCommand(CommandDescription command, string[] arguments)
    {
        if (arguments.TakeWhile(word => word != "--").Any(IsHelpOption))
        {
            return new HelpRequest(command.Name, Asked: true);
        }

        // Getopt mode is what makes a lone - a value (standard input) and lets values begin with a dash.
        using var parser = new Parser(settings =>
        {
            settings.AutoHelp = false;
            settings.AutoVersion = false;
            settings.HelpWriter = null;
            settings.GetoptMode = true;
            settings.AllowMultiInstance = false;
            settings.ParsingCulture = CultureInfo.InvariantCulture;
        });
        try
        {
            var verb = (Verb)parser.ParseArguments([command.Name, .. arguments], command.OptionsType)
                .MapResult(options => options, errors => throw new UsageException(Describe(MostTelling(errors), command)));
            RefuseEmptyValues(verb, arguments);
            verb.Check();
            return verb;
        }
        catch (UsageException exception)
        {
            throw new UsageException(exception.Message, command.Name);
        }
    }

    // In getopt mode the parser passes over a last option without its value, and "" is a value to it.
    private static void RefuseEmptyValues(Verb verb, string[] arguments)
    {
        foreach (var property in verb.GetType().GetProperties())
        {
            var option = property.GetCustomAttribute<OptionAttribute>();
            var isLast = option is not null && property.PropertyType != typeof(bool) && arguments is [.., var last]
                && (last == $"--{option.LongName}" || (option.ShortName.Length > 0 && last == $"-{option.ShortName}"));
            var hasEmpty = property.Name != nameof(Verb.Surplus)
                && (property.GetValue(verb) is "" || (property.GetValue(verb) is IEnumerable<string> values && values.Contains("")));
            if (isLast || hasEmpty)
            {
                throw new UsageException($"{(option is null ? NameOfValue(property) : Dashed(option.LongName))} needs a value");
            }
        }
    }

    private static string NameOfValue(PropertyInfo property) => property.GetCustomAttribute<ValueAttribute>()!.MetaName;

    private static CommandDescription? Find(string name) => CommandCatalog.All.FirstOrDefault(command => command.Name == name);

    private static bool IsGroup(string word) => CommandCatalog.All.Any(command => command.Group == word);

    private static bool IsHelpOption(string word) => word is "-h" or "--help";

    // An option misspelt or without its value is also missing: say what was typed, not what follows from it.
    private static Error MostTelling(IEnumerable<Error> errors) => errors.MinBy(error => error is MissingRequiredOptionError)!;

    private static string Describe(Error error, CommandDescription command) => error switch
    {
        UnknownOptionError unknown => $"unknown option {Dashed(unknown.Token)}",
        MissingRequiredOptionError { NameInfo.LongName: "" } => $"{NameOfValue(command.OptionsType.GetProperties().First(property => property.GetCustomAttribute<ValueAttribute>() is { Required: true }))} is missing",
        MissingRequiredOptionError missing => $"{Dashed(missing.NameInfo.LongName)} is missing",
        MissingValueOptionError missing => $"{Dashed(missing.NameInfo.LongName)} needs a value",
        BadFormatConversionError { NameInfo.LongName: var name } => $"{Dashed(name)} takes a number",
        RepeatedOptionError repeated => $"{Dashed(repeated.NameInfo.LongName)} is given twice",
        NamedError named => $"{Dashed(named.NameInfo.LongName)} can't be understood",
        _ => "the command line can't be understood",
    };

    private static string Dashed(string name) => name.Length == 1 ? $"-{name}" : $"--{name}";
}
