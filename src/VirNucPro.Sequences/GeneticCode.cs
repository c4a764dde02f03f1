namespace VirNucPro.Sequences;

/// <summary>The standard genetic code as tables over three 3-bit base codes, so that an index can roll along a strand.</summary>
/// <remarks>Source: VirNucPro units.py, translate_dna: a codon with any other letter than ACGT translates to nothing.</remarks>
internal static class GeneticCode
{
    /// <summary>Bits that a rolling index keeps when the next base is shifted in.</summary>
    public const int IndexMask = 511;

    private const int OtherLetter = 4;

    private static readonly byte[] BaseCodes = BuildBaseCodes();
    private static readonly byte[] Complements = BuildComplements();
    private static readonly byte[] AminoAcidTable = new byte[IndexMask + 1];

    static GeneticCode()
    {
        // Base codes in the order TCAG, in which the code is usually printed.
        var letters = "FFLLSSSSYY**CC*WLLLLPPPPHHQQRRRRIIIMTTTTNNKKSSRRVVVVAAAADDEEGGGG"u8;
        for (var i = 0; i < letters.Length; i++)
        {
            var (first, second, third) = (i >> 4, (i >> 2) & 3, i & 3);
            AminoAcidTable[(first << 6) | (second << 3) | third] = letters[i];
        }
    }

    /// <summary>Amino acid by index, <c>*</c> for a stop, 0 for a codon that is dropped.</summary>
    public static ReadOnlySpan<byte> AminoAcids => AminoAcidTable;

    /// <summary>Rolls an index on by one base.</summary>
    /// <param name="index">Index of the codon that ends one base before.</param>
    /// <param name="letter">The next base, upper case.</param>
    /// <returns>0 to <see cref="IndexMask"/>; an index for the tables once three bases are in it.</returns>
    public static int Roll(int index, byte letter) => ((index << 3) | BaseCodes[letter]) & IndexMask;

    /// <summary>The base across the strand.</summary>
    /// <param name="letter">Any byte.</param>
    /// <returns>The complement of A, C, G, T in the same case; any other byte as it is.</returns>
    public static byte Complement(byte letter) => Complements[letter];

    private static byte[] BuildBaseCodes()
    {
        var codes = new byte[256];
        Array.Fill(codes, (byte)OtherLetter);
        (codes['T'], codes['C'], codes['A'], codes['G']) = (0, 1, 2, 3);
        return codes;
    }

    private static byte[] BuildComplements()
    {
        var complements = new byte[256];
        for (var i = 0; i < complements.Length; i++)
        {
            complements[i] = (byte)i;
        }

        foreach (var (letter, complement) in new[] { ('A', 'T'), ('C', 'G'), ('G', 'C'), ('T', 'A') })
        {
            complements[letter] = (byte)complement;
            complements[char.ToLowerInvariant(letter)] = (byte)char.ToLowerInvariant(complement);
        }

        return complements;
    }
}
