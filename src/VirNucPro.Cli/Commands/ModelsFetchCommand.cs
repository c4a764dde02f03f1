using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;
using VirNucPro.Pipeline.ModelFiles;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro models fetch</c>.</summary>
internal static class ModelsFetchCommand
{
    public static ExitCode Run(ModelsFetchVerb verb, CommandContext context)
    {
        var options = verb.ToOptions();
        context.WithProgress(verb, progress =>
        {
            ModelFetchRun.Execute(options, progress, context.Cancellation);
            return options;
        });
        context.Log.ModelsFetched(CommandContext.Shorten(verb.OutputDirectory).TrimEnd('/'), verb.OutputDirectory);
        return ExitCode.Done;
    }
}
