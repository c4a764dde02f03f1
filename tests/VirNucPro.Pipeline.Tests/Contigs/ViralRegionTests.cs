using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Contigs;
using VirNucPro.Pipeline.Stages;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Tests.Contigs;

public class ViralRegionTests
{
    // v: viral, t: a tie, which is viral; o: others; -: no score. Chunks of 100 bases, 80 apart.
    [Theory]
    [InlineData("")]
    [InlineData("o-o")]
    [InlineData("v", "0-100 1 0.9")]
    [InlineData("vvv", "0-260 3 0.9")]
    [InlineData("ovto", "80-260 2 0.7")]
    [InlineData("v-v", "0-100 1 0.9", "160-260 1 0.9")]
    [InlineData("vov-tt", "0-100 1 0.9", "160-260 1 0.9", "320-500 2 0.5")]
    public void RegionIsWhatAdjacentViralChunksCover(string chunks, params string[] expected)
    {
        var regions = ViralRegion.Of([.. chunks.Select((kind, i) => new ChunkResult("s", 1, i + 1, i * 80, 100, 0, Frames(kind)))]);

        Assert.Equal(expected, regions.Select(region => FormattableString.Invariant($"{region.Start}-{region.End} {region.Chunks} {region.MeanScore:0.###}")));
    }

    private static FrameResult[] Frames(char kind) => kind switch
    {
        'v' => [new(ReadingFrame.F1, new FrameScore(0.2f, 0.9f))],
        't' => [new(ReadingFrame.F1, new FrameScore(0.5f, 0.5f))],
        'o' => [new(ReadingFrame.F1, new FrameScore(0.6f, 0.5f))],
        _ => [new(ReadingFrame.F1, null)],
    };
}
