using System.Globalization;
using System.Text;
using CommandLine.Text;
using VirNucPro.Cli.Options;

namespace VirNucPro.Cli.Configuration;

/// <summary>
/// The configuration file that <c>config init</c> writes: each option with its help and its default, as a comment, so that
/// the file says nothing until a line of it is uncommented.
/// </summary>
internal static class ConfigurationTemplate
{
    private const int Width = 79;

    /// <summary>The file.</summary>
    public static string Render()
    {
        CommandDescription[] commands = [.. CommandCatalog.All.Where(command => command.IsConfigurable)];
        var text = new StringBuilder();
        AppendComment(
            text,
            "",
            "Options of virnucpro. It reads this file where --config FILE or the variable VIRNUCPRO_CONFIG names it. "
            + "What the command line says counts before the variables VIRNUCPRO_..., these count before this file, and "
            + "under the name of a command counts before the top. Remove the # before an option to set it.");

        var shared = commands.SelectMany(command => command.Options.Where(IsConfigurable).Select(option => (command, option)))
            .GroupBy(pair => pair.option.Name)
            .Where(group => group.Select(pair => pair.option.Text).Distinct().Count() == 1 && group.Count() > 1)
            .ToDictionary(group => group.Key, group => (group.First().option, Names: string.Join(", ", group.Select(pair => pair.command.Name))));
        AppendHeading(text, "---- For every command that has the option");
        foreach (var (option, names) in shared.Values)
        {
            AppendOption(text, option, "", names.Split(", ").Length < commands.Length ? $" ({names})" : "");
        }

        foreach (var command in commands)
        {
            CommandOption[] own = [.. command.Options.Where(option => IsConfigurable(option) && !shared.ContainsKey(option.Name))];
            if (own.Length > 0)
            {
                AppendHeading(text, $"---- {command.Name}: {command.Summary}");
                text.Append(CultureInfo.InvariantCulture, $"{command.Name}:\n");
                Array.ForEach(own, option => AppendOption(text, option, "  ", ""));
            }
        }

        return text.ToString();
    }

    private static bool IsConfigurable(CommandOption option) => option.Property.Name != nameof(Verb.Config);

    private static void AppendHeading(StringBuilder text, string heading) => AppendComment(text.Append('\n'), "", heading);

    private static void AppendOption(StringBuilder text, CommandOption option, string indent, string commands)
    {
        text.Append('\n');
        AppendComment(text, indent, option.Attribute.HelpText + commands);
        text.Append(CultureInfo.InvariantCulture, $"{indent}#{option.Name}: {option.Default ?? option.Attribute.MetaValue}\n");
    }

    private static void AppendComment(StringBuilder text, string indent, string comment)
    {
        var width = Width - indent.Length - 2;
        foreach (var line in TextWrapper.WrapAndIndentText(comment, 0, width).Split(Environment.NewLine))
        {
            text.Append(CultureInfo.InvariantCulture, $"{indent}# {line.TrimEnd()}\n");
        }
    }
}
