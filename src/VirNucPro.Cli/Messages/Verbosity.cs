namespace VirNucPro.Cli.Messages;

/// <summary>How much the program says on standard error.</summary>
internal enum Verbosity
{
    /// <summary>Errors only.</summary>
    Quiet,

    /// <summary>What a run did and where its results are.</summary>
    Normal,

    /// <summary>Also what helps to find a fault.</summary>
    Verbose,
}
