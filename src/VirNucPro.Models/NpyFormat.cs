namespace VirNucPro.Models;

/// <summary>Constants of NumPy's file format, version 1.0.</summary>
/// <remarks>Source: NumPy's NEP 1.</remarks>
internal static class NpyFormat
{
    /// <summary>Where the description starts, behind the magic and its own 2-byte length.</summary>
    public const int TextStart = 10;

    /// <summary>The first bytes of a file: the format's name and version.</summary>
    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0];
}
