using System.Globalization;
using System.Text;
using VirNucPro.Cli.Options;

namespace VirNucPro.Cli.Completion;

/// <summary>The completion for fish.</summary>
internal static class FishScript
{
    private const string Head = """
        # Completion of virnucpro for fish; made by 'virnucpro completion fish'.
        function __virnucpro_typed
            string join ' ' -- (commandline -opc)[2..-1]
        end
        function __virnucpro_is
            test "$argv" = (__virnucpro_typed | string collect --allow-empty)
        end
        function __virnucpro_in
            string match -q -- "$argv *" (__virnucpro_typed)" "
        end
        complete -c virnucpro -f
        complete -c virnucpro -s h -l help -d 'Show the help page'
        complete -c virnucpro -n '__virnucpro_is ""' -l version -d 'Show the version'

        """;

    /// <summary>The script.</summary>
    public static string Render()
    {
        var text = new StringBuilder(Head);
        foreach (var word in CompletionScript.FirstWords)
        {
            Line(text, "__virnucpro_is \"\"", $"-a {word} -d {Quote(CompletionScript.SummaryOf(word))}");
        }

        Line(text, "__virnucpro_is help", $"-a {Quote(string.Join(' ', CompletionScript.CommandWords))}");
        foreach (var command in CommandCatalog.All.Where(command => command.Group is not null))
        {
            Line(text, $"__virnucpro_is {command.Group}", $"-a {CompletionScript.LastWord(command)} -d {Quote(command.Summary.TrimEnd('.'))}");
        }

        foreach (var command in CommandCatalog.All)
        {
            var condition = $"__virnucpro_in {command.Name}";
            foreach (var option in command.Options)
            {
                var letter = option.Attribute.ShortName.Length == 0 ? "" : $" -s {option.Attribute.ShortName}";
                var value = option.IsSwitch ? "" : $" {ActionOf(option.Choices, option.Path, "-x", "-r")}";
                Line(text, condition, $"{letter} -l {option.Name}{value} -d {Quote(CompletionScript.SummaryOf(option))}".TrimStart());
            }

            if (command.Inputs is [var input, ..])
            {
                Line(text, condition, input.IsCommand ? $"-a {Quote(string.Join(' ', CompletionScript.CommandWords))}" : ActionOf(input.Choices, input.Path, "", ""));
            }
        }

        return text.ToString();
    }

    private static string ActionOf(ChoicesAttribute? choices, PathKind path, string exclusive, string required) => ((choices, path) switch
    {
        ({ } known, _) => $"{exclusive} -a {Quote(string.Join(' ', known.Values))}",
        (_, PathKind.Directory) => $"{exclusive} -a '(__fish_complete_directories)'",
        (_, PathKind.File) => $"{required} -F",
        _ => exclusive,
    }).TrimStart();

    private static string Quote(string word) =>
        $"'{word.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static void Line(StringBuilder text, string condition, string rest) =>
        text.Append(CultureInfo.InvariantCulture, $"complete -c virnucpro -n '{condition}' {rest}\n");
}
