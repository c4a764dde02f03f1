using System.Globalization;
using System.Text;
using VirNucPro.Cli.Options;

namespace VirNucPro.Cli.Completion;

/// <summary>The completion for zsh, to be sourced or to lie as <c>_virnucpro</c> in a folder of <c>fpath</c>.</summary>
internal static class ZshScript
{
    private const string Head = """
        #compdef virnucpro
        # Completion of virnucpro for zsh; made by 'virnucpro completion zsh'.
        _virnucpro() {
          local command=$words[2]
          local -a commands

        """;

    private const string Tail = """
        }
        if [[ $funcstack[1] == _virnucpro ]]; then
          _virnucpro "$@"
        else
          compdef _virnucpro virnucpro
        fi

        """;

    /// <summary>The script.</summary>
    public static string Render()
    {
        var text = new StringBuilder(Head);
        Line(text, "  if (( CURRENT == 2 )); then");
        AppendCommands(text, "    ", CompletionScript.FirstWords.Select(word => (word, CompletionScript.SummaryOf(word))));
        Line(text, "    return");
        Line(text, "  fi");
        Line(text, "  case $command in");
        foreach (var group in CompletionScript.Groups)
        {
            Line(text, $"    {group})");
            Line(text, "      if (( CURRENT == 3 )); then");
            AppendCommands(text, "        ", CompletionScript.CommandsOf(group).Select(command => (CompletionScript.LastWord(command), command.Summary.TrimEnd('.'))));
            Line(text, "        return");
            Line(text, "      fi");
            Line(text, "      command+=\" $words[3]\"");
            Line(text, "      shift words");
            Line(text, "      (( CURRENT-- )) ;;");
        }

        Line(text, "  esac");
        Line(text, "  shift words");
        Line(text, "  (( CURRENT-- ))");
        Line(text, "  case $command in");
        Line(text, $"    help) _values command {string.Join(' ', CompletionScript.CommandWords)} ;;");
        foreach (var command in CommandCatalog.All)
        {
            Line(text, $"    {Quote(command.Name)})");
            Line(text, "      _arguments -s -S '(-h --help)'{-h,--help}'[Show the help page]' \\");
            foreach (var option in command.Options)
            {
                Line(text, $"        {Specify(option)} \\");
            }

            Line(text, $"        {string.Join(' ', command.Inputs.Select(input => Quote($"{(input.IsRepeatable ? "*" : "1")}:{input.Name}:{ActionOf(input)}")))} ;;");
        }

        Line(text, "  esac");
        return text.Append(Tail).ToString();
    }

    private static void AppendCommands(StringBuilder text, string indent, IEnumerable<(string Word, string Summary)> commands)
    {
        Line(text, $"{indent}commands=({string.Join(' ', commands.Select(command => Quote($"{command.Word}:{command.Summary}")))})");
        Line(text, $"{indent}_describe command commands");
    }

    private static string Specify(CommandOption option)
    {
        var help = $"[{Escape(CompletionScript.SummaryOf(option))}]";
        var value = option.IsSwitch ? "" : $":{Escape(option.Attribute.MetaValue)}:{ActionOf(option.Choices, option.Path)}";
        var longName = option.IsSwitch ? option.Dashed : $"{option.Dashed}=";
        return option.Attribute.ShortName.Length == 0
            ? Quote($"{longName}{help}{value}")
            : $"'(-{option.Attribute.ShortName} {option.Dashed})'{{-{option.Attribute.ShortName}{(option.IsSwitch ? "" : "+")},{longName}}}{Quote(help + value)}";
    }

    private static string ActionOf(CommandInput input) =>
        input.IsCommand ? $"({string.Join(' ', CompletionScript.CommandWords)})" : ActionOf(input.Choices, input.Path);

    private static string ActionOf(ChoicesAttribute? choices, PathKind path) => (choices, path) switch
    {
        ({ } known, _) => $"({string.Join(' ', known.Values)})",
        (_, PathKind.Directory) => "_files -/",
        (_, PathKind.File) => "_files",
        _ => " ",
    };

    private static string Escape(string text) =>
        text.Replace("[", "\\[", StringComparison.Ordinal).Replace("]", "\\]", StringComparison.Ordinal).Replace(":", "\\:", StringComparison.Ordinal);

    private static string Quote(string word) => $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private static void Line(StringBuilder text, string line) => text.Append(CultureInfo.InvariantCulture, $"{line}\n");
}
