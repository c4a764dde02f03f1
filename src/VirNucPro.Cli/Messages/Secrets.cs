using System.Text.RegularExpressions;

namespace VirNucPro.Cli.Messages;

/// <summary>Hides what must not stand in a log.</summary>
internal static partial class Secrets
{
    /// <summary>The text without the names and passwords in its addresses, as a proxy or a mirror may have them.</summary>
    public static string Mask(string text) => Credentials().Replace(text, "***@");

    // A password may hold an @; what follows the last one before the path is the host.
    [GeneratedRegex("""(?<=[a-z][a-z0-9+.-]*://)[^\s/?#'"<>]*@""", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Credentials();
}
