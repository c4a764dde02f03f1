namespace VirNucPro.Cli.Options;

/// <summary>The user wants to know the program's version.</summary>
internal sealed record VersionRequest;
