using VirNucPro.Cli.Options;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace VirNucPro.Cli.Configuration;

/// <summary>
/// A YAML file with options by their long names: at the top level for every command that knows them, under the name of a
/// command for that one, which counts more.
/// </summary>
internal sealed class ConfigurationFile
{
    private readonly string _path;
    private readonly IReadOnlyList<ConfigurationEntry> _entries;

    private ConfigurationFile(string path, IReadOnlyList<ConfigurationEntry> entries)
    {
        _path = path;
        _entries = entries;
    }

    private static IEnumerable<CommandDescription> Commands => CommandCatalog.All.Where(command => command.IsConfigurable);

    /// <summary>Reads a file and checks every line of it, whichever command it is for.</summary>
    /// <param name="path">The file.</param>
    /// <param name="origin">Who named the file.</param>
    /// <exception cref="UsageException">It can't be read, or says what no command understands.</exception>
    public static ConfigurationFile Read(string path, OptionSetting origin)
    {
        try
        {
            return Parse(path, File.ReadAllText(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            var place = origin.IsConfigured ? $" that {origin.Place} names" : "";
            throw new UsageException($"the configuration {path}{place} can't be read: {exception.Message.TrimEnd('.')}");
        }
    }

    /// <summary>What the file says about an option; null if nothing.</summary>
    /// <param name="command">The command.</param>
    /// <param name="option">One of its options.</param>
    /// <exception cref="UsageException">Another command takes such a value, but not this one.</exception>
    public OptionSetting? Find(CommandDescription command, CommandOption option)
    {
        var entry = _entries.FirstOrDefault(entry => entry.Key == option.Name && entry.Command == command.Name)
            ?? _entries.FirstOrDefault(entry => entry.Key == option.Name && entry.Command is null);
        if (entry is null)
        {
            return null;
        }

        return option.ProblemWith(entry.Value) is { } problem
            ? throw Failure(_path, entry.Line, $"{entry.Key} {problem}")
            : new OptionSetting(option, ExpandHome(option, entry.Value), SettingSource.File, $"{_path}, line {entry.Line}");
    }

    private static ConfigurationFile Parse(string path, string text)
    {
        // The parser would take it for the end.
        if (text.Contains('\0', StringComparison.Ordinal))
        {
            throw new UsageException($"the configuration {path} is no text");
        }

        List<ConfigurationEntry> entries = [];
        try
        {
            var parser = new Parser(new StringReader(text));
            parser.Consume<StreamStart>();
            if (!parser.Accept<StreamEnd>(out _))
            {
                parser.Consume<DocumentStart>();
                ReadTopLevel(parser, path, entries);
                parser.Consume<DocumentEnd>();
                if (!parser.Accept<StreamEnd>(out _) && parser.Accept<DocumentStart>(out var more))
                {
                    throw Failure(path, more!.Start.Line, "a second document is one too many");
                }
            }
        }
        catch (YamlException exception)
        {
            throw Failure(path, exception.Start.Line, $"this is no YAML: {exception.Message.TrimEnd('.')}");
        }

        return new ConfigurationFile(path, entries);
    }

    private static void ReadTopLevel(Parser parser, string path, List<ConfigurationEntry> entries)
    {
        // A file of comments only.
        if (parser.TryConsume<Scalar>(out var lone))
        {
            if (!IsNothing(lone))
            {
                throw Failure(path, lone.Start.Line, $"'{lone.Value}' is no option; write NAME: VALUE");
            }

            return;
        }

        foreach (var key in ReadKeys(parser, path, "the top level"))
        {
            var command = Commands.FirstOrDefault(command => command.Name == key.Value);
            if (command is not null && parser.Accept<MappingStart>(out _))
            {
                foreach (var option in ReadKeys(parser, path, $"'{command.Name}'"))
                {
                    Add(command.Name, option, [command]);
                }
            }
            else if (command is not null && parser.Accept<Scalar>(out var value) && IsNothing(value))
            {
                parser.Consume<Scalar>();
            }
            else
            {
                Add(null, key, Commands);
            }
        }

        void Add(string? command, Scalar key, IEnumerable<CommandDescription> commands)
        {
            CommandOption[] all = [.. commands.SelectMany(command => command.Options).Where(option => option.Property.Name != nameof(Verb.Config))];
            CommandOption[] meant = [.. all.Where(option => option.Name == key.Value)];
            if (meant.Length == 0)
            {
                var known = all.Select(option => option.Name);
                throw Failure(
                    path,
                    key.Start.Line,
                    command is null
                        ? $"there is no option or command '{key.Value}'{Spelling.Suggest(key.Value, [.. known, .. Commands.Select(known => known.Name)])}"
                        : $"'{command}' has no option '{key.Value}'{Spelling.Suggest(key.Value, known)}");
            }

            var entry = new ConfigurationEntry(command, key.Value, ReadValue(parser, path, key), key.Start.Line);
            string?[] problems = [.. meant.Select(option => option.ProblemWith(entry.Value))];
            if (!problems.Contains(null))
            {
                throw Failure(path, entry.Line, $"{entry.Key} {problems[0]}");
            }

            entries.Add(entry);
        }
    }

    // Each key, with the parser before its value.
    private static IEnumerable<Scalar> ReadKeys(Parser parser, string path, string where)
    {
        if (!parser.TryConsume<MappingStart>(out _))
        {
            throw Failure(path, parser.Current!.Start.Line, $"{where} holds no options; write NAME: VALUE");
        }

        Dictionary<string, long> lines = [];
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            var key = ReadScalar(parser, path, "a name");
            if (!lines.TryAdd(key.Value, key.Start.Line))
            {
                throw Failure(path, key.Start.Line, $"{key.Value} stands in line {lines[key.Value]} already");
            }

            yield return key;
        }
    }

    // A list is what the command line takes with commas between.
    private static string ReadValue(Parser parser, string path, Scalar key)
    {
        var subject = $"the value of {key.Value}";
        if (!parser.TryConsume<SequenceStart>(out _))
        {
            var value = ReadScalar(parser, path, subject);
            return IsNothing(value) ? "" : value.Value;
        }

        List<string> items = [];
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadScalar(parser, path, subject).Value);
        }

        return string.Join(',', items);
    }

    private static Scalar ReadScalar(Parser parser, string path, string subject) => parser.TryConsume<Scalar>(out var scalar)
        ? scalar
        : throw Failure(path, parser.Current!.Start.Line, $"{subject} must be a text, a number, true or false");

    private static bool IsNothing(Scalar scalar) => scalar is { Style: ScalarStyle.Plain, Value: "" or "~" or "null" };

    // The shell does it on a command line.
    private static string ExpandHome(CommandOption option, string value) =>
        option.Path != PathKind.None && value.StartsWith("~/", StringComparison.Ordinal)
            ? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile) + value[1..]
            : value;

    private static UsageException Failure(string path, long line, string problem) => new($"{path}, line {line}: {problem}");
}
