using System.Reflection;
using System.Runtime.InteropServices;

namespace VirNucPro.Interop;

/// <summary>Finds the shim.</summary>
internal static class NativeLibraryResolver
{
    /// <summary>The shim's file name on this platform.</summary>
    internal static string FileName { get; } =
        OperatingSystem.IsWindows() ? $"{NativeMethods.LibraryName}.dll" : $"lib{NativeMethods.LibraryName}.so";

    /// <summary>Makes this assembly's imports look in <see cref="NativeDirectory"/> first, then where the platform looks.</summary>
    internal static void Register() =>
        NativeLibrary.SetDllImportResolver(typeof(NativeLibraryResolver).Assembly, Resolve);

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? searchPath)
    {
        var path = Path.Combine(NativeDirectory.Path, FileName);
        return name == NativeMethods.LibraryName && File.Exists(path) ? NativeLibrary.Load(path) : 0;
    }
}
