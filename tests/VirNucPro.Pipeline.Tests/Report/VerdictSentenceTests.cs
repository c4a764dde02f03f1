using VirNucPro.Pipeline.Report;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Report;

public class VerdictSentenceTests
{
    [Theory]
    [InlineData(0, 0, 0, "No sequence could be called: none has a chunk with a score.")]
    [InlineData(1, 0, 0, "contig_1 is called viral, with high confidence.")]
    [InlineData(0, 1, 0, "contig_1 is ambiguous: neither viral nor non-viral.")]
    [InlineData(0, 0, 1, "contig_1 is called non-viral, with high confidence.")]
    [InlineData(1, 0, 1, "1 of 2 sequences is called viral, 1 with high confidence.")]
    [InlineData(1200, 1, 0, "1,200 of 1,201 sequences are called viral, all with high confidence; 1 is ambiguous.")]
    [InlineData(0, 2, 2, "None of the 4 sequences is called viral; 2 are ambiguous.")]
    public void SentenceSaysWhatCameOut(int viral, int ambiguous, int nonviral, string expected)
    {
        var content = new RunContent();
        for (var record = 1; record <= viral + ambiguous + nonviral; record++)
        {
            content.Add(MadeUpSequences.Make(record, 6, virus: record <= viral ? 1 : record <= viral + ambiguous ? 0.5 : 0));
        }

        Assert.Equal(expected, VerdictSentence.Of(content));
    }
}
