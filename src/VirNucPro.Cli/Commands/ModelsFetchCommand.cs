using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;
using VirNucPro.Pipeline.ModelFiles;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro models fetch</c>.</summary>
internal static class ModelsFetchCommand
{
    // Those that .NET reads.
    private static readonly string[] ProxyVariables =
        ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"];

    public static ExitCode Run(ModelsFetchVerb verb, CommandContext context)
    {
        var options = verb.ToOptions();
        context.Log.ProxyIsSet(string.Join(", ", ProxyVariables
            .Select(name => (Name: name, Value: Environment.GetEnvironmentVariable(name)))
            .Where(variable => !string.IsNullOrEmpty(variable.Value))
            .Select(variable => $"{variable.Name}={variable.Value}")
            .DefaultIfEmpty("none")));
        context.WithProgress(verb, progress =>
        {
            ModelFetchRun.Execute(options, progress, context.Cancellation);
            return options;
        });
        context.Log.ModelsFetched(CommandContext.Shorten(verb.OutputDirectory).TrimEnd('/'), verb.OutputDirectory);
        return ExitCode.Done;
    }
}
