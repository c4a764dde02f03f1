namespace VirNucPro.Interop;

/// <summary>The functions of <c>virnucpro.h</c>; the declarations are generated.</summary>
internal static partial class NativeMethods
{
    /// <summary>The shim's name without the platform's prefix and suffix.</summary>
    internal const string LibraryName = "virnucpro";

    static NativeMethods() => NativeLibraryResolver.Register();
}
