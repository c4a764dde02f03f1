namespace VirNucPro.Cli.Options;

/// <summary>Tells what a value names from the word that stands for it on the help page.</summary>
internal static class PathKinds
{
    private static readonly string[] FileWords = ["FILE", "PATH"];

    /// <summary>The kind of the value of an option.</summary>
    /// <param name="metaValue">The word, such as <c>DIR</c> or <c>FILE.npy</c>.</param>
    public static PathKind Of(string metaValue) => metaValue switch
    {
        "DIR" => PathKind.Directory,
        _ when FileWords.Any(word => metaValue.StartsWith(word, StringComparison.Ordinal)) => PathKind.File,
        _ => PathKind.None,
    };
}
