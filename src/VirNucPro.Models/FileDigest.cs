using System.Security.Cryptography;

namespace VirNucPro.Models;

/// <summary>SHA-256 of whole files, read in pieces.</summary>
internal static class FileDigest
{
    private const int ReadLength = 1 << 20;

    /// <summary>Reads a file to its end.</summary>
    /// <param name="stream">The file at its start; stays the caller's.</param>
    /// <param name="advance">Told the bytes of each piece; throws to stop the reading.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string Of(Stream stream, Action<int> advance)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[ReadLength];
        while (stream.Read(buffer) is > 0 and var count)
        {
            hash.AppendData(buffer, 0, count);
            advance(count);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Opens a file to be read once from start to end.</summary>
    public static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
}
