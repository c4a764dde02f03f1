namespace VirNucPro.Sequences;

/// <summary>The letters of DNA with the codes for several bases, as SAM and BAM have them.</summary>
/// <remarks>Source: the SAM specification, section 4.2.3, and htslib's seq_nt16_table.</remarks>
internal static class IupacCodes
{
    /// <summary>Letters by BAM's 4-bit code; each bit of a code stands for one of A, C, G, T.</summary>
    private static readonly byte[] Letters = "=ACMGRSVTWYHKDBN"u8.ToArray();

    private static readonly byte[] Complements = BuildComplements();
    private static readonly byte[] SamLetters = BuildSamLetters();

    /// <summary>Writes the letters of packed codes.</summary>
    /// <param name="packed">Two codes a byte, the first in the high bits.</param>
    /// <param name="letters">Receives them: twice as many as bytes, or one fewer.</param>
    public static void Unpack(ReadOnlySpan<byte> packed, Span<byte> letters)
    {
        for (var i = 0; i < letters.Length; i++)
        {
            letters[i] = Letters[(i & 1) == 0 ? packed[i >> 1] >> 4 : packed[i >> 1] & 15];
        }
    }

    /// <summary>Makes letters of SAM those that BAM would give back: upper case, N for those without a code.</summary>
    /// <param name="letters">The letters, changed in place.</param>
    /// <returns>False where one is neither a letter nor <c>=</c> nor a dot.</returns>
    public static bool TryNormalize(Span<byte> letters)
    {
        var all = true;
        for (var i = 0; i < letters.Length; i++)
        {
            all &= (letters[i] = SamLetters[letters[i]]) != 0;
        }

        return all;
    }

    /// <summary>Turns a strand into the other one, read in its own direction.</summary>
    /// <param name="letters">Letters as <see cref="Unpack"/> writes them, changed in place.</param>
    public static void ReverseComplement(Span<byte> letters)
    {
        letters.Reverse();
        for (var i = 0; i < letters.Length; i++)
        {
            letters[i] = Complements[letters[i]];
        }
    }

    private static byte[] BuildComplements()
    {
        var complements = new byte[256];
        for (var code = 0; code < Letters.Length; code++)
        {
            var complement = ((code & 1) << 3) | ((code & 2) << 1) | ((code & 4) >> 1) | ((code & 8) >> 3);
            complements[Letters[code]] = Letters[complement];
        }

        return complements;
    }

    private static byte[] BuildSamLetters()
    {
        var letters = new byte[256];
        letters['='] = (byte)'=';
        letters['.'] = (byte)'N';
        for (var letter = (byte)'A'; letter <= 'Z'; letter++)
        {
            letters[letter] = letters[letter | 0x20] = Letters.Contains(letter) ? letter : (byte)'N';
        }

        return letters;
    }
}
