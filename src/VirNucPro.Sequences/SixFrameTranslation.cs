using System.Buffers;
using System.Numerics;
using System.Text;

namespace VirNucPro.Sequences;

/// <summary>Translation in six frames by the standard genetic code, with the reference's ways.</summary>
public static class SixFrameTranslation
{
    /// <summary>Longest chunk in bp: both strands and six proteins share one array.</summary>
    public static readonly int LongestChunkBp = Array.MaxLength / 4;

    private const int FramesPerStrand = 3;
    private const int FrameCount = 2 * FramesPerStrand;
    private const int StackLimitBp = 1024;

    /// <summary>Adds the frames that have no stop codon and a protein of one amino acid or more.</summary>
    /// <param name="bases">The chunk, ASCII, any case; a codon with any other letter than ACGT is passed over.</param>
    /// <param name="frames">
    /// Receives the open frames in the order of <see cref="ReadingFrame"/>. Those of one call share an array of their
    /// own, which holds nothing of <paramref name="bases"/>.
    /// </param>
    /// <exception cref="ArgumentException">The bases are not ASCII, or more than <see cref="LongestChunkBp"/>.</exception>
    /// <remarks>
    /// Source: VirNucPro prediction.py, process_record (upper case) and make_predictdata (no empty protein), and
    /// units.py, identify_seq.
    /// </remarks>
    public static void FindOpenFrames(ReadOnlySpan<byte> bases, ICollection<OpenFrame> frames)
    {
        ArgumentNullException.ThrowIfNull(frames);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bases.Length, LongestChunkBp, nameof(bases));
        byte[]? rented = null;
        var forward = bases.Length <= StackLimitBp
            ? stackalloc byte[StackLimitBp]
            : (rented = ArrayPool<byte>.Shared.Rent(bases.Length));
        forward = forward[..bases.Length];
        try
        {
            if (Ascii.ToUpper(bases, forward, out _) != OperationStatus.Done)
            {
                throw new ArgumentException("The bases are not ASCII.", nameof(bases));
            }

            var open = FindFramesWithoutStop(forward);
            if (open != 0)
            {
                AddFrames(forward, open, frames);
            }
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<byte>.Shared.Return(rented);
            }
        }
    }

    /// <summary>Writes the other strand, read in its own direction.</summary>
    /// <param name="bases">One strand.</param>
    /// <param name="reverse">Receives as many letters; ACGT are complemented in their case, others stay as they are.</param>
    /// <exception cref="ArgumentException">The destination is shorter than the strand.</exception>
    /// <remarks>Source: VirNucPro units.py, reverse_complement.</remarks>
    public static void ReverseComplement(ReadOnlySpan<byte> bases, Span<byte> reverse)
    {
        if (reverse.Length < bases.Length)
        {
            throw new ArgumentException("The destination is shorter than the strand.", nameof(reverse));
        }

        for (var i = 0; i < bases.Length; i++)
        {
            reverse[bases.Length - 1 - i] = GeneticCode.Complement(bases[i]);
        }
    }

    /// <summary>Translates one frame of a strand, stop codons included as <c>*</c>.</summary>
    /// <param name="strand">The strand in reading direction; only codons of upper-case ACGT give an amino acid.</param>
    /// <param name="offset">First base of the frame, 0 to 2.</param>
    /// <param name="protein">Receives the amino acids; a third of the strand is always enough.</param>
    /// <returns>Amino acids written.</returns>
    /// <remarks>Source: VirNucPro units.py, translate_dna.</remarks>
    public static int TranslateFrame(ReadOnlySpan<byte> strand, int offset, Span<byte> protein)
    {
        var aminoAcids = GeneticCode.AminoAcids;
        var lengthAa = 0;
        for (var i = offset; i + 2 < strand.Length; i += 3)
        {
            var index = GeneticCode.Roll(
                GeneticCode.Roll(GeneticCode.Roll(0, strand[i]), strand[i + 1]), strand[i + 2]);
            if (aminoAcids[index] != 0)
            {
                protein[lengthAa++] = aminoAcids[index];
            }
        }

        return lengthAa;
    }

    /// <summary>One pass over the forward strand that sees the stop codons of both strands.</summary>
    /// <returns>A bit for each open frame, at its number in <see cref="ReadingFrame"/>.</returns>
    private static int FindFramesWithoutStop(ReadOnlySpan<byte> forward)
    {
        if (forward.Length < 3)
        {
            return 0;
        }

        // Element p holds the stops seen in codons that start at p, p + 3, p + 6, ...
        Span<int> stops = stackalloc int[FramesPerStrand];
        stops.Clear();
        var table = GeneticCode.Stops;
        var index = GeneticCode.Roll(GeneticCode.Roll(0, forward[0]), forward[1]);
        var end = 2;
        for (; end + 2 < forward.Length; end += 3)
        {
            index = GeneticCode.Roll(index, forward[end]);
            stops[0] |= table[index];
            index = GeneticCode.Roll(index, forward[end + 1]);
            stops[1] |= table[index];
            index = GeneticCode.Roll(index, forward[end + 2]);
            stops[2] |= table[index];
            if ((stops[0] & stops[1] & stops[2]) == (GeneticCode.ForwardStop | GeneticCode.ReverseStop))
            {
                return 0;
            }
        }

        for (var phase = 0; end < forward.Length; end++, phase++)
        {
            index = GeneticCode.Roll(index, forward[end]);
            stops[phase] |= table[index];
        }

        var open = 0;
        for (var offset = 0; offset < FramesPerStrand; offset++)
        {
            if ((stops[offset] & GeneticCode.ForwardStop) == 0)
            {
                open |= 1 << offset;
            }

            // The reverse codons of an offset end, on this strand, offset bases before the end.
            if ((stops[(forward.Length - offset) % 3] & GeneticCode.ReverseStop) == 0)
            {
                open |= 1 << (FramesPerStrand + offset);
            }
        }

        return open;
    }

    private static void AddFrames(ReadOnlySpan<byte> forward, int open, ICollection<OpenFrame> frames)
    {
        const int ForwardFrames = (1 << FramesPerStrand) - 1;
        var forwardLength = (open & ForwardFrames) != 0 ? forward.Length : 0;
        var reverseLength = (open & ~ForwardFrames) != 0 ? forward.Length : 0;
        var proteinCapacity = forward.Length / 3;
        var buffer = GC.AllocateUninitializedArray<byte>(
            forwardLength + reverseLength + (BitOperations.PopCount((uint)open) * proteinCapacity));
        forward[..forwardLength].CopyTo(buffer);
        if (reverseLength != 0)
        {
            ReverseComplement(forward, buffer.AsSpan(forwardLength));
        }

        var end = forwardLength + reverseLength;
        for (var frame = 0; frame < FrameCount; frame++)
        {
            if ((open & (1 << frame)) == 0)
            {
                continue;
            }

            var strand = frame < FramesPerStrand
                ? buffer.AsMemory(0, forwardLength)
                : buffer.AsMemory(forwardLength, reverseLength);
            var offset = frame % FramesPerStrand;
            var lengthAa = TranslateFrame(strand.Span, offset, buffer.AsSpan(end));
            if (lengthAa == 0)
            {
                continue;
            }

            // identify_seq cuts the frame's DNA one base too long where the strand has that base; and passed-over
            // codons shorten the protein, so then the DNA is not what it was translated from.
            var lengthBp = Math.Min((3 * lengthAa) + 1, strand.Length - offset);
            frames.Add(new OpenFrame(
                (ReadingFrame)frame, strand.Slice(offset, lengthBp), buffer.AsMemory(end, lengthAa)));
            end += lengthAa;
        }
    }
}
