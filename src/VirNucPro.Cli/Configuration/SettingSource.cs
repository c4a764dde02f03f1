namespace VirNucPro.Cli.Configuration;

/// <summary>What an option's value was taken from; the last one counts.</summary>
internal enum SettingSource
{
    /// <summary>The program.</summary>
    Default,

    /// <summary>The configuration file.</summary>
    File,

    /// <summary>An environment variable.</summary>
    Environment,

    /// <summary>The command line.</summary>
    CommandLine,
}
