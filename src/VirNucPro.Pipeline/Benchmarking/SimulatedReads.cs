using System.Text;

namespace VirNucPro.Pipeline.Benchmarking;

/// <summary>Reads that do not exist, as FASTA; the same ones every time.</summary>
internal static class SimulatedReads
{
    // Of genes most reads of an assembled virus or bacterium are; elsewhere about one frame of 20 has no stop codon.
    private const double CodingShare = 0.8;

    /// <summary>Makes reads.</summary>
    /// <param name="count">How many.</param>
    /// <param name="lengthBp">Length of each in bp.</param>
    public static byte[] MakeFasta(int count, int lengthBp)
    {
        var random = new Random(20261124);
        var text = new StringBuilder(count * (lengthBp + 16));
        var bases = new char[lengthBp];
        for (var read = 1; read <= count; read++)
        {
            random.GetItems("ACGT", bases);
            if (random.NextDouble() < CodingShare)
            {
                RemoveStops(bases, random.Next(3), isReverse: random.Next(2) == 1);
            }

            text.Append(">read_").Append(read).Append('\n').Append(bases).Append('\n');
        }

        return Encoding.ASCII.GetBytes(text.ToString());
    }

    // TAA, TAG and TGA, or what they are on the other strand: TTA, CTA and TCA.
    private static void RemoveStops(Span<char> bases, int offset, bool isReverse)
    {
        for (var i = offset; i + 2 < bases.Length; i += 3)
        {
            var codon = bases.Slice(i, 3);
            var isStop = isReverse ? codon is "TTA" or "CTA" or "TCA" : codon is "TAA" or "TAG" or "TGA";
            if (isStop)
            {
                codon[isReverse ? 2 : 0] = 'G';
            }
        }
    }
}
