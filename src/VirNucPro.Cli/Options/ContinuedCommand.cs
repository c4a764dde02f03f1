using VirNucPro.Cli.Configuration;

namespace VirNucPro.Cli.Options;

/// <summary>
/// The arguments that continue a run of <c>virnucpro predict</c>: those of its start, with --resume and without --force.
/// They name what the environment set, which may be another one by then.
/// </summary>
internal static class ContinuedCommand
{
    /// <summary>The arguments to give next.</summary>
    /// <param name="arguments">Arguments that <see cref="CommandLineReader"/> took for <c>predict</c>.</param>
    /// <param name="settings">What it took each option from.</param>
    public static IReadOnlyList<string> Of(IReadOnlyList<string> arguments, IReadOnlyList<OptionSetting> settings)
    {
        var command = CommandCatalog.All.First(command => command.OptionsType == typeof(PredictVerb));
        CommandArgument[] given = [.. CommandArgument.Split(command, [.. arguments.Skip(1)]).Where(argument => !IsAboutState(argument.Option))];
        var end = Array.FindIndex(given, argument => argument is { Option: null, Words: [CommandArgument.EndOfOptions] });
        var options = end < 0 ? given : given[..end];
        return
        [
            command.Name,
            .. options.SelectMany(argument => argument.Words),
            .. settings.Where(setting => setting.Source == SettingSource.Environment && !IsAboutState(setting.Option)).Select(setting => $"{setting.Option.Dashed}={setting.Value}"),
            .. settings.Where(setting => setting is { IsConfigured: true, Option.Property.Name: nameof(PredictVerb.Force), Value: "true" }).Select(setting => $"{setting.Option.Dashed}=false"),
            "--resume",
            .. given.Skip(options.Length).SelectMany(argument => argument.Words),
        ];
    }

    private static bool IsAboutState(CommandOption? option) => option?.Property.Name is nameof(PredictVerb.Force) or nameof(PredictVerb.Resume);
}
