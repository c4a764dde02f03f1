namespace VirNucPro.EndToEnd.Tests;

/// <summary>What a failed run left behind.</summary>
internal static class LeftOvers
{
    /// <summary>Every file in the output folder but the log, which may stay to tell why the run failed.</summary>
    public static IEnumerable<string> Of(string outputDirectory) =>
        Directory.Exists(outputDirectory)
            ? Directory.EnumerateFiles(outputDirectory, "*", SearchOption.AllDirectories).Where(path => Path.GetFileName(path) != "virnucpro.log")
            : [];
}
