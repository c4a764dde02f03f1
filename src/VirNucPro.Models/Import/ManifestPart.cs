using System.Security.Cryptography;
using System.Text;

namespace VirNucPro.Models.Import;

/// <summary>Where a part of a models folder came from and what it consists of.</summary>
/// <param name="Name"><c>dnabert-s</c>, <c>esm2</c>, or <c>classifier/</c> and a chunk length in bp.</param>
/// <param name="Program">The program that imported it, with its version.</param>
/// <param name="Sources">The files that were imported.</param>
/// <param name="Files">The files that were written, by name.</param>
public sealed record ManifestPart(string Name, string Program, IReadOnlyList<ManifestFile> Sources, IReadOnlyList<ManifestFile> Files)
{
    private const int FingerprintLength = 16;

    /// <summary>16 hexadecimal digits that differ where any written file differs.</summary>
    public string Fingerprint
    {
        get
        {
            var lines = string.Concat(Files.Select(file => $"{file.Sha256}  {file.Name}\n"));
            return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(lines)))[..FingerprintLength];
        }
    }
}
