using VirNucPro.Cli.Configuration;
using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro config init</c>.</summary>
internal static class ConfigInitCommand
{
    private const string StandardOutput = "-";

    public static ExitCode Run(ConfigInitVerb verb, CommandContext context)
    {
        if (verb.Output == StandardOutput)
        {
            context.Output.Write(new MessageLine(ConfigurationTemplate.Render().TrimEnd()));
            return ExitCode.Done;
        }

        if (!verb.Force && Path.Exists(verb.Output))
        {
            throw new RunFailedException(FailureKind.Usage, $"{verb.Output} exists already. Name another file with -o, or replace it with --force.");
        }

        try
        {
            File.WriteAllText(verb.Output, ConfigurationTemplate.Render());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new RunFailedException(FailureKind.InputOutput, $"{verb.Output} can't be written: {exception.Message}", exception);
        }

        context.Log.ConfigurationWritten(CommandContext.Shorten(verb.Output), ShellCommand.Quote(verb.Output));
        return ExitCode.Done;
    }
}
