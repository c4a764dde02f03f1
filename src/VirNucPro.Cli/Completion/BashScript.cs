using System.Globalization;
using System.Text;
using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;

namespace VirNucPro.Cli.Completion;

/// <summary>The completion for bash 4 and newer; needs nothing but bash.</summary>
internal static class BashScript
{
    // bash takes : and = for the ends of words, so --models=m is three of them.
    private const string Head = """
        # Completion of virnucpro for bash; made by 'virnucpro completion bash'.
        _virnucpro() {
          local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} command= first=${COMP_WORDS[1]} options= inputs=
          if [[ $current == = ]]; then
            current=
          elif [[ $previous == = ]]; then
            previous=${COMP_WORDS[COMP_CWORD-2]}
          fi
          _virnucpro_words() { mapfile -t COMPREPLY < <(compgen -W "$1" -- "$current"); }
          _virnucpro_paths() { compopt -o filenames 2>/dev/null; mapfile -t COMPREPLY < <(compgen "$1" -- "$current"); }
          COMPREPLY=()

        """;

    private const string Tail = """
          if [[ $current == -* ]]; then
            _virnucpro_words "$options --help -h"
          else
            eval "$inputs"
          fi
        }
        complete -F _virnucpro virnucpro

        """;

    /// <summary>The script.</summary>
    public static string Render()
    {
        var text = new StringBuilder(Head);
        Line(text, "  if ((COMP_CWORD == 1)); then");
        Line(text, $"    _virnucpro_words {Quote([.. CompletionScript.FirstWords, "--help", "--version"])}");
        Line(text, "    return");
        Line(text, "  fi");
        Line(text, "  if [[ $first == help ]]; then");
        Line(text, $"    ((COMP_CWORD > 2)) || _virnucpro_words {Quote(CompletionScript.CommandWords)}");
        Line(text, "    return");
        Line(text, "  fi");
        Line(text, "  command=$first");
        Line(text, "  case $first in");
        foreach (var group in CompletionScript.Groups)
        {
            Line(text, $"    {group})");
            Line(text, "      if ((COMP_CWORD == 2)); then");
            Line(text, $"        _virnucpro_words {Quote(CompletionScript.CommandsOf(group).Select(CompletionScript.LastWord).Append("--help"))}");
            Line(text, "        return");
            Line(text, "      fi");
            Line(text, "      command+=\" ${COMP_WORDS[2]}\" ;;");
        }

        Line(text, "  esac");
        Line(text, "  case $command in");
        foreach (var command in CommandCatalog.All)
        {
            AppendCommand(text, command);
        }

        Line(text, "    *) return ;;");
        Line(text, "  esac");
        return text.Append(Tail).ToString();
    }

    private static void AppendCommand(StringBuilder text, CommandDescription command)
    {
        Line(text, $"    {ShellCommand.Quote(command.Name)})");
        Line(text, $"      options={Quote(command.Options.SelectMany(CompletionScript.NamesOf))}");
        Line(text, $"      inputs={ShellCommand.Quote(command.Inputs is [var input, ..] ? ActionOf(input) : ":")}");
        Line(text, "      case $previous in");
        foreach (var option in command.Options.Where(option => !option.IsSwitch))
        {
            Line(text, $"        {string.Join('|', CompletionScript.NamesOf(option))}) {ActionOf(option.Choices, option.Path)}; return ;;");
        }

        Line(text, "      esac ;;");
    }

    private static string ActionOf(CommandInput input) =>
        input.IsCommand ? $"_virnucpro_words {Quote(CompletionScript.CommandWords)}" : ActionOf(input.Choices, input.Path);

    private static string ActionOf(ChoicesAttribute? choices, PathKind path) => (choices, path) switch
    {
        ({ } known, _) => $"_virnucpro_words {Quote(known.Values)}",
        (_, PathKind.Directory) => "_virnucpro_paths -d",
        (_, PathKind.File) => "_virnucpro_paths -f",
        _ => ":",
    };

    private static string Quote(IEnumerable<string> words) => ShellCommand.Quote(string.Join(' ', words));

    private static void Line(StringBuilder text, string line) => text.Append(CultureInfo.InvariantCulture, $"{line}\n");
}
