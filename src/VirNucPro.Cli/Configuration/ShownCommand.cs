using VirNucPro.Cli.Options;

namespace VirNucPro.Cli.Configuration;

/// <summary>A command with the value of each of its options.</summary>
/// <param name="Command">The command.</param>
/// <param name="Settings">Its settings, in the order of its help.</param>
internal sealed record ShownCommand(CommandDescription Command, IReadOnlyList<OptionSetting> Settings)
{
    /// <summary>The settings that a command line would have.</summary>
    /// <param name="command">The command.</param>
    /// <param name="words">What follows it.</param>
    /// <param name="environment">Reads an environment variable.</param>
    /// <exception cref="UsageException">A value is not what its option takes, or the configuration file can't be used.</exception>
    public static ShownCommand Of(CommandDescription command, IReadOnlyList<string> words, Func<string, string?> environment) =>
        new(command, OptionSettings.Resolve(command, CommandArgument.Split(command, words), environment));
}
