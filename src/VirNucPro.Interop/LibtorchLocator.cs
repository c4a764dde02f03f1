namespace VirNucPro.Interop;

/// <summary>Finds the folder of libtorch's shared libraries.</summary>
public static class LibtorchLocator
{
    /// <summary>The environment variable that names libtorch's folder.</summary>
    public const string EnvironmentVariable = "VIRNUCPRO_LIBTORCH";

    private const string CpuLibrary = "libtorch_cpu.so";

    /// <summary>
    /// Finds libtorch where the user says, else where <see cref="EnvironmentVariable"/> says, else in the folder
    /// <c>libtorch</c> beside the program.
    /// </summary>
    /// <param name="requestedDirectory">A folder that holds <c>libtorch_cpu.so</c> or <c>lib/libtorch_cpu.so</c>, or null.</param>
    /// <returns>The full path of the folder that holds <c>libtorch_cpu.so</c>.</returns>
    /// <exception cref="NativeException">
    /// <see cref="NativeStatus.LibtorchMissing"/>: a folder that was named is never silently replaced by another. The
    /// message says where it looked and the remedy.
    /// </exception>
    public static string Find(string? requestedDirectory) =>
        Find(requestedDirectory, Environment.GetEnvironmentVariable(EnvironmentVariable), NativeDirectory.Path);

    /// <summary>As <see cref="Find(string?)"/>, with the surroundings given.</summary>
    /// <param name="requestedDirectory">What the user asks for; null or empty where nothing.</param>
    /// <param name="environmentDirectory">What the environment asks for; null or empty where nothing.</param>
    /// <param name="nativeDirectory">The folder of the program's native files.</param>
    /// <returns>The full path of the folder that holds <c>libtorch_cpu.so</c>.</returns>
    internal static string Find(string? requestedDirectory, string? environmentDirectory, string nativeDirectory)
    {
        if (!string.IsNullOrEmpty(requestedDirectory))
        {
            return FindIn(requestedDirectory)
                ?? throw Missing($"{requestedDirectory} and its folder lib hold no {CpuLibrary}", "give libtorch's own folder with --libtorch DIR");
        }

        if (!string.IsNullOrEmpty(environmentDirectory))
        {
            return FindIn(environmentDirectory)
                ?? throw Missing($"{environmentDirectory} (from {EnvironmentVariable}) and its folder lib hold no {CpuLibrary}", "correct the variable or unset it");
        }

        var beside = Path.Combine(nativeDirectory, "libtorch");
        return FindIn(beside)
            ?? throw Missing($"{beside} holds no {CpuLibrary}", $"give libtorch's folder with --libtorch DIR or {EnvironmentVariable}, or build again with ./build.sh build");
    }

    private static string? FindIn(string directory)
    {
        var root = Path.GetFullPath(directory);
        string[] candidates = [root, Path.Combine(root, "lib")];
        return candidates.FirstOrDefault(candidate => File.Exists(Path.Combine(candidate, CpuLibrary)));
    }

    private static NativeException Missing(string finding, string remedy) =>
        new(NativeStatus.LibtorchMissing, $"libtorch was not found: {finding}; {remedy}.");
}
