using VirNucPro.Cli.Messages;
using VirNucPro.Cli.Options;

namespace VirNucPro.Cli.Commands;

/// <summary><c>virnucpro config show</c>.</summary>
internal static class ConfigShowCommand
{
    private const string NotSet = "-";

    public static ExitCode Run(ConfigShowVerb verb, CommandContext context)
    {
        if (verb.IsOfOneCommand)
        {
            var table = new TextTable("Option", "Value", "From");
            foreach (var setting in verb.Commands.SelectMany(command => command.Settings))
            {
                table.Add(setting.Option.Name, Secrets.Mask(setting.Value ?? NotSet), setting.Place);
            }

            table.Write(context.Output);
            return ExitCode.Done;
        }

        var configured = new TextTable("Command", "Option", "Value", "From");
        foreach (var (command, settings) in verb.Commands)
        {
            foreach (var setting in settings.Where(setting => setting.IsConfigured && setting.Option.Property.Name != nameof(Verb.Config)))
            {
                configured.Add(command.Name, setting.Option.Name, Secrets.Mask(setting.Value!), setting.Place);
            }
        }

        configured.Write(context.Output);
        return ExitCode.Done;
    }
}
