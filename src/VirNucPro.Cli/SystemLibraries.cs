using System.Runtime.InteropServices;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli;

/// <summary>What the program needs of the system beside the C library.</summary>
internal static class SystemLibraries
{
    // Those that .NET looks for.
    private static readonly string[] OpenSslNames = ["libssl.so.3", "libssl.so.1.1"];

    /// <summary>Refuses a system without OpenSSL: .NET computes SHA-256 with it, and would abort the process.</summary>
    /// <exception cref="RunFailedException">It is missing (<see cref="FailureKind.Unavailable"/>).</exception>
    public static void RequireOpenSsl()
    {
        if (OperatingSystem.IsLinux() && !OpenSslNames.Any(name => NativeLibrary.TryLoad(name, out _)))
        {
            throw new RunFailedException(
                FailureKind.Unavailable,
                "OpenSSL's libssl is missing. On Debian or Ubuntu: sudo apt-get install libssl3; on Fedora: sudo dnf install openssl-libs");
        }
    }
}
