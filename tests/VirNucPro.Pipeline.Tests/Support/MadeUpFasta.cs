using System.Text;

namespace VirNucPro.Pipeline.Tests.Support;

/// <summary>Made-up inputs.</summary>
internal static class MadeUpFasta
{
    // No stop codon in any of the three forward frames, whatever follows whatever.
    private static readonly string[] Codons = ["GCC", "GGC", "CCC", "GCG", "CGC", "CTC"];

    /// <summary>FASTA of sequences with open frames.</summary>
    /// <param name="count">How many.</param>
    /// <param name="codonCount">Their length in codons.</param>
    public static string WithOpenFrames(int count, int codonCount)
    {
        var random = new Random(count);
        var text = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $">s{i}\n");
            for (var codon = 0; codon < codonCount - (i % 7); codon++)
            {
                text.Append(Codons[random.Next(Codons.Length)]);
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
