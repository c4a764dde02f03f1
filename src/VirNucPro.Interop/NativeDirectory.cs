namespace VirNucPro.Interop;

/// <summary>The folder that holds the shim, and libtorch in a folder of that name.</summary>
internal static class NativeDirectory
{
    // A program that does not lie beside the native files, as a test's, names their folder in its runtime configuration.
    private const string ConfigurationKey = "VirNucPro.NativeDirectory";

    /// <summary>The program's folder, unless its runtime configuration names another.</summary>
    internal static string Path { get; } = AppContext.GetData(ConfigurationKey) as string ?? AppContext.BaseDirectory;
}
