using System.Text;
using VirNucPro.Pipeline.Benchmarking;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Tests.Benchmarking;

public class SimulatedReadsTests
{
    [Fact]
    public void FourOfFiveReadsHaveAnOpenFrame()
    {
        var reads = Encoding.ASCII.GetString(SimulatedReads.MakeFasta(count: 500, lengthBp: 300)).Split('\n').Where(line => line is ['A' or 'C' or 'G' or 'T', ..]).ToArray();

        Assert.Equal(500, reads.Length);
        Assert.All(reads, read => Assert.Equal(300, read.Length));
        var withFrame = reads.Count(read =>
        {
            var frames = new List<OpenFrame>();
            SixFrameTranslation.FindOpenFrames(Encoding.ASCII.GetBytes(read), frames);
            return frames.Count > 0;
        });
        Assert.InRange(withFrame, 375, 450);
    }

    [Fact]
    public void TheReadsAreTheSameEveryTime() =>
        Assert.Equal(SimulatedReads.MakeFasta(5, 30), SimulatedReads.MakeFasta(5, 30));
}
