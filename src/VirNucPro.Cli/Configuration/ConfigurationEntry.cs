namespace VirNucPro.Cli.Configuration;

/// <summary>An option in a configuration file.</summary>
/// <param name="Command">The command that it is for; null for every command that knows it.</param>
/// <param name="Key">The option's long name.</param>
/// <param name="Value">The value as it would be typed.</param>
/// <param name="Line">Where it stands, counted from 1.</param>
internal sealed record ConfigurationEntry(string? Command, string Key, string Value, long Line);
