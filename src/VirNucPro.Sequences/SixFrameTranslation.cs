using System.Buffers;
using System.Numerics;
using System.Runtime.Intrinsics;
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

        var done = 0;
        for (; done + Vector128<byte>.Count <= bases.Length; done += Vector128<byte>.Count)
        {
            // A and T differ in the bits 0x15, C and G in 0x04, in either case.
            var letters = Vector128.Create(bases[done..]);
            var upper = letters & Vector128.Create((byte)0xDF);
            var changes = ((Are(upper, 'A') | Are(upper, 'T')) & Vector128.Create((byte)0x15))
                | ((Are(upper, 'C') | Are(upper, 'G')) & Vector128.Create((byte)0x04));
            Vector128.Shuffle(letters ^ changes, Vector128.Create((byte)15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0))
                .CopyTo(reverse[(bases.Length - done - Vector128<byte>.Count)..]);
        }

        for (; done < bases.Length; done++)
        {
            reverse[bases.Length - 1 - done] = GeneticCode.Complement(bases[done]);
        }

        static Vector128<byte> Are(Vector128<byte> letters, char letter) => Vector128.Equals(letters, Vector128.Create((byte)letter));
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

        const int Step = 32;
        Span<byte> padded = stackalloc byte[Step + 2];
        scoped var strand = forward;
        if (strand.Length < padded.Length)
        {
            padded.Clear();
            strand.CopyTo(padded);
            strand = padded;
        }

        // Bit p: a stop in codons that start at p, p + 3, p + 6, ...
        var (forwardStops, reverseStops) = (0, 0);
        var lastPlace = strand.Length - padded.Length;
        for (var place = 0; ; place = Math.Min(place + Step, lastPlace))
        {
            var first = Vector256.Create(strand[place..]);
            var second = Vector256.Create(strand[(place + 1)..]);
            var third = Vector256.Create(strand[(place + 2)..]);

            // TAA, TAG, TGA; and TTA, CTA, TCA, which are these on the other strand.
            var stops = Are(first, 'T') & ((Are(second, 'A') & (Are(third, 'A') | Are(third, 'G'))) | (Are(second, 'G') & Are(third, 'A')));
            var reversed = Are(third, 'A') & ((Are(second, 'T') & (Are(first, 'T') | Are(first, 'C'))) | (Are(second, 'C') & Are(first, 'T')));
            forwardStops |= StartsByRemainder(stops, place % 3);
            reverseStops |= StartsByRemainder(reversed, place % 3);
            if ((forwardStops & reverseStops) == (1 << FramesPerStrand) - 1)
            {
                return 0;
            }

            if (place == lastPlace)
            {
                break;
            }
        }

        var open = 0;
        for (var offset = 0; offset < FramesPerStrand; offset++)
        {
            open |= ((~forwardStops >> offset) & 1) << offset;

            // The reverse codons of an offset end, on this strand, offset bases before the end.
            open |= ((~reverseStops >> ((forward.Length - offset) % 3)) & 1) << (FramesPerStrand + offset);
        }

        return open;

        static Vector256<byte> Are(Vector256<byte> letters, char letter) => Vector256.Equals(letters, Vector256.Create((byte)letter));
    }

    /// <summary>Which remainders modulo 3 the places of marked codons have, a bit each.</summary>
    private static int StartsByRemainder(Vector256<byte> marks, int firstRemainder)
    {
        var bits = marks.ExtractMostSignificantBits();
        var remainders = ((bits & 0x49249249) != 0 ? 1 : 0) | ((bits & 0x92492492) != 0 ? 2 : 0) | ((bits & 0x24924924) != 0 ? 4 : 0);
        return ((remainders << firstRemainder) | (remainders >> (FramesPerStrand - firstRemainder))) & ((1 << FramesPerStrand) - 1);
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
