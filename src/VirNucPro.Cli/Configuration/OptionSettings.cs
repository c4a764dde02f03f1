using System.Text.RegularExpressions;
using VirNucPro.Cli.Options;

namespace VirNucPro.Cli.Configuration;

/// <summary>Finds the value of each option: the command line counts before the environment, the environment before the file.</summary>
internal static class OptionSettings
{
    private const string ConfigOption = "config";

    /// <summary>The settings of a command, one for each option in the order of its help.</summary>
    /// <param name="command">The command.</param>
    /// <param name="given">Its command line.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <exception cref="UsageException">A value is not what its option takes, or the file can't be used.</exception>
    public static IReadOnlyList<OptionSetting> Resolve(
        CommandDescription command, IReadOnlyList<CommandArgument> given, Func<string, string?> environment)
    {
        var options = command.Options;
        if (!command.IsConfigurable)
        {
            return [.. options.Select(option => FromCommandLine(option, given) ?? FromDefault(option))];
        }

        var config = options.First(option => option.Name == ConfigOption);
        var fileSetting = FromCommandLine(config, given) ?? FromEnvironment(config, environment) ?? FromDefault(config);
        var file = fileSetting.Value is { } path ? ConfigurationFile.Read(path, fileSetting) : null;
        return
        [
            .. options.Select(option => option.Name == ConfigOption
                ? fileSetting
                : FromCommandLine(option, given) ?? FromEnvironment(option, environment) ?? file?.Find(command, option) ?? FromDefault(option)),
        ];
    }

    /// <summary>The end of a message that speaks of what was configured elsewhere: where that is. Empty if it speaks of nothing such.</summary>
    /// <param name="settings">The command's settings.</param>
    /// <param name="message">The message.</param>
    public static string PlacesIn(IReadOnlyList<OptionSetting> settings, string message)
    {
        string[] places =
        [
            .. settings.Where(setting => setting.IsConfigured && IsMeant(setting, message))
                .Select(setting => $"{setting.Option.Dashed} is set in {setting.Place}"),
        ];
        return places.Length == 0 ? "" : $" ({string.Join("; ", places)})";
    }

    private static bool IsMeant(OptionSetting setting, string message) =>
        Speaks(message, setting.Option.Dashed)
        || (setting.Option.Attribute.ShortName is { Length: > 0 } letter && Speaks(message, $"-{letter}"))
        || (!setting.Option.IsSwitch && setting.Value is { Length: > 2 } value && Speaks(message, value));

    private static bool Speaks(string message, string word) =>
        Regex.IsMatch(message, $@"(?<![\w-]){Regex.Escape(word)}(?![\w-])", RegexOptions.CultureInvariant);

    private static OptionSetting? FromCommandLine(CommandOption option, IReadOnlyList<CommandArgument> given)
    {
        var arguments = given.Where(argument => argument.Option?.Name == option.Name).ToArray();
        return arguments switch
        {
            [] => null,
            [{ Value: { } value }] => Checked(new OptionSetting(option, value, SettingSource.CommandLine, "command line"), option.Dashed),
            [_] => throw new UsageException($"{option.Dashed} needs a value"),
            _ => throw new UsageException($"{option.Dashed} is given twice"),
        };
    }

    private static OptionSetting? FromEnvironment(CommandOption option, Func<string, string?> environment) =>
        environment(option.Variable) is { Length: > 0 } value
            ? Checked(new OptionSetting(option, value, SettingSource.Environment, option.Variable), $"the environment variable {option.Variable}")
            : null;

    private static OptionSetting FromDefault(CommandOption option) => new(option, option.Default, SettingSource.Default, "default");

    private static OptionSetting Checked(OptionSetting setting, string subject) => setting.Option.ProblemWith(setting.Value!) is { } problem
        ? throw new UsageException($"{subject} {problem}")
        : setting;
}
