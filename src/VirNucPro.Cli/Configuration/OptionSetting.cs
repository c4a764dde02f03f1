using VirNucPro.Cli.Options;

namespace VirNucPro.Cli.Configuration;

/// <summary>An option with the value that holds.</summary>
/// <param name="Option">The option.</param>
/// <param name="Value">The value as it is typed; null for an option that is not set and has no default.</param>
/// <param name="Source">What it was taken from.</param>
/// <param name="Place">The same as people say it: <c>command line</c>, <c>VIRNUCPRO_MODELS</c>, <c>virnucpro.yaml, line 3</c>.</param>
internal sealed record OptionSetting(CommandOption Option, string? Value, SettingSource Source, string Place)
{
    /// <summary>True where the value was given, but not on the command line.</summary>
    public bool IsConfigured => Source is SettingSource.Environment or SettingSource.File;
}
