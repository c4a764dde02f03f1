using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace VirNucPro.Sequences.Tests;

public sealed class SixFrameTranslationTests
{
    private static readonly JsonElement Units = Fixture.Json("sequences/units.json");

    [Fact]
    public void ReverseComplementIsThatOfTheReference()
    {
        Assert.All(Units.GetProperty("reverse_complement").EnumerateArray(), entry => Assert.Equal(
            entry[1].GetString(), ReverseComplement(entry[0].GetString()!)));
    }

    [Fact]
    public void ReverseComplementOfEveryLengthTakesEveryByteInItsPlace()
    {
        // All bytes, moved on by one each time, so that every one comes up at every place of a step.
        for (var lengthBp = 0; lengthBp < 300; lengthBp++)
        {
            byte[] bases = [.. Enumerable.Range(lengthBp, lengthBp).Select(letter => (byte)letter)];
            var reverse = new byte[lengthBp];
            SixFrameTranslation.ReverseComplement(bases, reverse);
            Assert.Equal(bases.Reverse().Select(Complement), reverse);
        }

        static byte Complement(byte letter) => "ACGTacgt".IndexOf((char)letter, StringComparison.Ordinal) is >= 0 and var at ? (byte)"TGCAtgca"[at] : letter;
    }

    [Fact]
    public void TranslateKeepsFrameOrderAndProteinsOfTheReference()
    {
        Assert.All(Units.GetProperty("translate_dna").EnumerateArray(), entry =>
        {
            var strand = entry[0].GetString()!;
            var proteins = new[] { strand, ReverseComplement(strand) }
                .SelectMany(letters => Enumerable.Range(0, 3).Select(offset => Translate(letters, offset)));
            Assert.Equal(entry[1].EnumerateArray().Select(protein => protein.GetString()), proteins);
        });
    }

    [Fact]
    public void OpenFramesAreThoseOfTheReferenceWithAProtein()
    {
        // process_record gives identify_seq upper case only, so its lower-case row has no counterpart here.
        var rows = Units.GetProperty("identify_seq").EnumerateArray()
            .Where(row => row[0].GetString() != "atgaaa").ToList();

        Assert.Equal(47, rows.Count);
        Assert.All(rows, row => Assert.Equal(
            row[1].EnumerateArray().Where(frame => frame[2].GetString() != "")
                .Select(frame => $"{frame[0]} {frame[1]} {frame[2]}"),
            OpenFrames(row[0].GetString()!)));
    }

    [Fact]
    public void LowerCaseIsTranslatedAsUpperCase()
    {
        Assert.NotEmpty(OpenFrames("ATGAAATTTGGN"));
        Assert.Equal(OpenFrames("ATGAAATTTGGN"), OpenFrames("atgAAatttggn"));
    }

    [Fact]
    public void EveryLengthAgreesWithTranslatingFrameByFrame()
    {
        var random = new Random(20240229);
        for (var lengthBp = 0; lengthBp < 1100; lengthBp++)
        {
            // Few T, so that frames of a strand stay open; now and then an N.
            var bases = new string([.. Enumerable.Range(0, lengthBp).Select(_ => "AACCGGACGACGCCCGGGAAT"[random.Next(21)])]);
            bases = lengthBp % 3 == 0 ? bases : bases.Replace("CCG", "CNG", StringComparison.Ordinal);

            Assert.Equal(ExpectedFrames(bases), OpenFrames(bases));
        }
    }

    [Theory]
    [InlineData("TAA")]
    [InlineData("TAG")]
    [InlineData("TGA")]
    public void AStopAtAnyPlaceClosesItsFrameOnItsStrandAlone(string stop)
    {
        foreach (var lengthBp in Enumerable.Range(21, 6).Concat(Enumerable.Range(31, 8)).Concat(Enumerable.Range(64, 6)))
        {
            for (var place = 0; place + 3 <= lengthBp; place++)
            {
                var bases = new string('G', place) + stop + new string('G', lengthBp - place - 3);
                var forward = OpenFrameNames(bases);
                var reverse = OpenFrameNames(ReverseComplement(bases));

                Assert.Equal(5, forward.Count);
                Assert.DoesNotContain($"F{(place % 3) + 1}", forward);
                Assert.Equal(5, reverse.Count);
                Assert.DoesNotContain($"R{(place % 3) + 1}", reverse);
            }
        }
    }

    [Fact]
    public void FramesOfOneChunkShareAnArrayAndHoldNothingOfTheInput()
    {
        var bases = Encoding.ASCII.GetBytes(new string('C', 300));
        var frames = new List<OpenFrame>();
        SixFrameTranslation.FindOpenFrames(bases, frames);

        Assert.Equal(6, frames.Count);
        var arrays = frames.SelectMany(frame => new[] { frame.Nucleotides, frame.Protein }).Select(memory =>
        {
            Assert.True(MemoryMarshal.TryGetArray(memory, out var segment));
            return segment.Array;
        });
        var array = Assert.Single(arrays.Distinct());
        Assert.NotSame(bases, array);
    }

    [Fact]
    public void AChunkWithoutOpenFramesAllocatesNothing()
    {
        var bases = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("TAACTAACTAACTTAGTTAGTTAG", 12)));
        var frames = new List<OpenFrame>();
        SixFrameTranslation.FindOpenFrames(bases, frames);

        var before = GC.GetAllocatedBytesForCurrentThread();
        SixFrameTranslation.FindOpenFrames(bases, frames);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Empty(frames);
    }

    [Fact]
    public void BasesThatAreNotAsciiAreRefused()
    {
        Assert.Throws<ArgumentException>(() => SixFrameTranslation.FindOpenFrames("ACGÜ"u8, []));
    }

    private static string ReverseComplement(string strand)
    {
        var reverse = new byte[strand.Length];
        SixFrameTranslation.ReverseComplement(Encoding.ASCII.GetBytes(strand), reverse);
        return Encoding.ASCII.GetString(reverse);
    }

    private static string Translate(string strand, int offset)
    {
        var protein = new byte[strand.Length / 3];
        var lengthAa = SixFrameTranslation.TranslateFrame(Encoding.ASCII.GetBytes(strand), offset, protein);
        return Encoding.ASCII.GetString(protein, 0, lengthAa);
    }

    private static List<string> OpenFrames(string bases)
    {
        var frames = new List<OpenFrame>();
        SixFrameTranslation.FindOpenFrames(Encoding.ASCII.GetBytes(bases), frames);
        return [.. frames.Select(frame =>
            $"s{frame.Frame} {Encoding.ASCII.GetString(frame.Nucleotides.Span)} {Encoding.ASCII.GetString(frame.Protein.Span)}")];
    }

    private static List<string> OpenFrameNames(string bases) => [.. OpenFrames(bases).Select(frame => frame[1..3])];

    private static IEnumerable<string> ExpectedFrames(string bases)
    {
        foreach (var frame in Enum.GetValues<ReadingFrame>())
        {
            var strand = frame < ReadingFrame.R1 ? bases : ReverseComplement(bases);
            var offset = (int)frame % 3;
            var protein = Translate(strand, offset);
            if (protein.Length > 0 && !protein.Contains('*', StringComparison.Ordinal))
            {
                yield return $"s{frame} {strand[offset..Math.Min(strand.Length, offset + (3 * protein.Length) + 1)]} {protein}";
            }
        }
    }
}
