using System.Globalization;
using CommandLine;
using VirNucPro.Cli.Configuration;

namespace VirNucPro.Cli.Options;

/// <summary>Turns arguments into the options of one command.</summary>
internal sealed class CommandLineReader
{
    private readonly Func<string, string?> _environment;

    /// <summary>Creates the reader.</summary>
    /// <param name="environment">Reads an environment variable.</param>
    public CommandLineReader(Func<string, string?> environment) => _environment = environment;

    /// <summary>Reads the command line.</summary>
    /// <returns>A <see cref="PlainVerb"/>, a <see cref="HelpRequest"/> or a <see cref="VersionRequest"/>.</returns>
    /// <exception cref="UsageException">The command line, or what it is completed from, can't be followed.</exception>
    public object Read(IReadOnlyList<string> arguments)
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

        if (FindAtStart(arguments) is { } command)
        {
            return ReadCommand(command, [.. arguments.Skip(command.Group is null ? 1 : 2)]);
        }

        if (IsGroup(first))
        {
            return arguments.Count == 1 || IsHelpOption(arguments[1])
                ? new HelpRequest(first, Asked: arguments.Count > 1)
                : throw UnknownOf(first, arguments[1]);
        }

        throw first.StartsWith('-')
            ? new UsageException($"unknown option {first}; options follow a command, such as predict")
            : Unknown(first);
    }

    private static HelpRequest ReadHelpTopic(string topic) =>
        topic.Length == 0 || Find(topic) is not null || IsGroup(topic) ? new HelpRequest(topic, Asked: true) : throw Unknown(topic);

    private object ReadCommand(CommandDescription command, string[] words)
    {
        if (words.TakeWhile(word => word != CommandArgument.EndOfOptions).Any(IsHelpOption))
        {
            return new HelpRequest(command.Name, Asked: true);
        }

        try
        {
            return command.OptionsType == typeof(ConfigShowVerb) ? ReadConfigShow(command, words) : ReadVerb(command, words);
        }
        catch (UsageException exception)
        {
            throw new UsageException(exception.Message, command.Name);
        }
    }

    private PlainVerb ReadVerb(CommandDescription command, IReadOnlyList<string> words)
    {
        var given = CommandArgument.Split(command, words);
        var settings = OptionSettings.Resolve(command, given, _environment);
        var verb = Parse(command, [.. settings.Where(setting => setting.IsConfigured).Select(AsArgument), .. given])
            .MapResult(options => (PlainVerb)options, errors => throw new UsageException(Describe(MostTelling(errors), command)));
        verb.Settings = settings;
        try
        {
            CheckInputs(command, verb);
            verb.Check();
            return verb;
        }
        catch (UsageException exception)
        {
            throw new UsageException(exception.Message + OptionSettings.PlacesIn(settings, exception.Message));
        }
    }

    // The command that is looked at may lack what it needs, but what it has must be right.
    private ConfigShowVerb ReadConfigShow(CommandDescription configShow, string[] words)
    {
        var shown = FindAtStart(words);
        var options = shown is null ? words : words[(shown.Group is null ? 1 : 2)..];
        if (shown is not null)
        {
            var settings = ShownCommand.Of(shown, options, _environment);
            CheckWithoutNeeds(shown, options);
            return new ConfigShowVerb { Commands = [settings], IsOfOneCommand = true };
        }

        var verb = (ConfigShowVerb)ReadVerb(configShow, words);
        var name = string.Join(' ', verb.Words);
        if (name.Length > 0 && Find(name) is null)
        {
            throw Unknown(name);
        }

        CommandDescription[] commands = [.. CommandCatalog.All.Where(command => name.Length == 0 ? command.IsConfigurable : command.Name == name)];
        verb.Commands = [.. commands.Select(command => ShownCommand.Of(command, verb.Config is { } path ? [$"--config={path}"] : [], _environment))];
        verb.IsOfOneCommand = name.Length > 0;
        return verb;
    }

    private static void CheckWithoutNeeds(CommandDescription command, string[] words)
    {
        var errors = Parse(command, CommandArgument.Split(command, words)).Errors.Where(error => error is not MissingRequiredOptionError);
        if (errors.FirstOrDefault() is { } error)
        {
            throw new UsageException(Describe(error, command));
        }
    }

    private static ParserResult<object> Parse(CommandDescription command, IEnumerable<CommandArgument> arguments)
    {
        // Getopt mode is what makes a lone - a value (standard input) and lets values begin with a dash.
        using var parser = new Parser(settings =>
        {
            settings.AutoHelp = false;
            settings.AutoVersion = false;
            settings.HelpWriter = null;
            settings.GetoptMode = true;
            settings.ParsingCulture = CultureInfo.InvariantCulture;
        });

        // CommandLineParser knows verbs of one word only, so names of two are one to it.
        return parser.ParseArguments([command.Name, .. arguments.SelectMany(argument => argument.ParserWords)], command.OptionsType);
    }

    private static CommandArgument AsArgument(OptionSetting setting) =>
        new(setting.Option, setting.Value, [$"{setting.Option.Dashed}={setting.Value}"]);

    private static void CheckInputs(CommandDescription command, PlainVerb verb)
    {
        foreach (var input in command.Inputs)
        {
            foreach (var value in input.ValuesOf(verb))
            {
                if ((value.Length == 0 ? "needs a value" : input.Choices?.ProblemWith(value)) is { } problem)
                {
                    throw new UsageException($"{input.Name} {problem}");
                }
            }
        }
    }

    private static CommandDescription? Find(string name) => CommandCatalog.All.FirstOrDefault(command => command.Name == name);

    private static CommandDescription? FindAtStart(IReadOnlyList<string> words) =>
        words.Count == 0 ? null : (words.Count > 1 ? Find($"{words[0]} {words[1]}") : null) ?? Find(words[0]);

    private static bool IsGroup(string word) => CommandCatalog.All.Any(command => command.Group == word);

    private static bool IsHelpOption(string word) => word is "-h" or "--help";

    // Somebody may also have left out the first word of two.
    private static UsageException Unknown(string name)
    {
        var whole = CommandCatalog.All.FirstOrDefault(command => command.Group is not null && command.Name.EndsWith($" {name}", StringComparison.Ordinal));
        var suggestion = whole is null
            ? Spelling.Suggest(name, CommandCatalog.All.SelectMany(command => (string[])[command.Name, command.Group ?? command.Name]))
            : $"; did you mean {whole.Name}?";
        return new UsageException($"there is no command '{name}'{suggestion}");
    }

    private static UsageException UnknownOf(string group, string name)
    {
        var known = CommandCatalog.All.Where(command => command.Group == group).Select(command => command.Name[(group.Length + 1)..]);
        return new UsageException($"there is no command '{group} {name}'{Spelling.Suggest(name, known, $"{group} ")}", group);
    }

    // An option misspelt or without its value is also missing: say what was typed, not what follows from it.
    private static Error MostTelling(IEnumerable<Error> errors) => errors.MinBy(error => error is MissingRequiredOptionError)!;

    private static string Describe(Error error, CommandDescription command) => error switch
    {
        UnknownOptionError { Token.Length: 1 } unknown => $"unknown option -{unknown.Token}",
        UnknownOptionError unknown => $"unknown option --{unknown.Token}{Spelling.Suggest(unknown.Token, command.Options.Select(option => option.Name), "--")}",
        MissingRequiredOptionError { NameInfo.LongName: "" } => $"{command.Inputs.First(input => input.Attribute.Required).Name} is missing",
        MissingRequiredOptionError missing => $"--{missing.NameInfo.LongName} is missing",
        NamedError { NameInfo.LongName: { Length: > 0 } name } => $"--{name} can't be understood",
        _ => "the command line can't be understood",
    };
}
