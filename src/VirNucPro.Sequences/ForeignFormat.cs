namespace VirNucPro.Sequences;

/// <summary>Recognises by their first bytes files of formats that are not read.</summary>
internal static class ForeignFormat
{
    /// <summary>Bytes from the start of a file that <see cref="FindRemedy"/> looks at.</summary>
    public const int SignatureLength = 6;

    private static readonly (byte[] Signature, string Remedy)[] Formats =
    [
        ("BZh"u8.ToArray(), "The file is compressed by bzip2: pipe it through `bzip2 -dc` and give - as the input."),
        ([0xFD, .. "7zXZ"u8, 0], "The file is compressed by xz: pipe it through `xz -dc` and give - as the input."),
        ("CRAM"u8.ToArray(), "The file is CRAM: pipe it through `samtools fasta -n` and give - as the input."),
        ([.. "PK"u8, 3, 4], "The file is a zip archive: unpack it first."),
        ([0xFF, 0xFE], "The file is UTF-16 text: convert it with `iconv -f utf-16 -t utf-8`."),
        ([0xFE, 0xFF], "The file is UTF-16 text: convert it with `iconv -f utf-16 -t utf-8`."),
    ];

    /// <summary>Tells what to do with a file of such a format.</summary>
    /// <param name="start">The file's first bytes, fewer than <see cref="SignatureLength"/> only where it has no more.</param>
    /// <returns>What the file is and the remedy, as sentences; null for any other file.</returns>
    public static string? FindRemedy(ReadOnlySpan<byte> start)
    {
        foreach (var (signature, remedy) in Formats)
        {
            if (start.StartsWith(signature))
            {
                return remedy;
            }
        }

        return null;
    }
}
