using VirNucPro.Cli.Completion;
using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro completion</c>.</summary>
internal static class CompletionCommand
{
    public static ExitCode Run(CompletionVerb verb, CommandContext context)
    {
        context.Output.Write(new MessageLine(CompletionScript.Render(verb.Shell).TrimEnd()));
        return ExitCode.Done;
    }
}
