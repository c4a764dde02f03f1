namespace VirNucPro.Cli.Options;

/// <summary>What of the file system a value names.</summary>
internal enum PathKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>A file, or anything.</summary>
    File,

    /// <summary>A folder.</summary>
    Directory,
}
