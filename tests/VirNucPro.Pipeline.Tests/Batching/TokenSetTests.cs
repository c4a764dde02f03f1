using VirNucPro.Pipeline.Batching;

namespace VirNucPro.Pipeline.Tests.Batching;

public class TokenSetTests
{
    [Fact]
    public void EqualSequencesAreHeldOnce()
    {
        var tokens = new TokenSet();
        foreach (var sequence in (int[][])[[1, 2], [3], [1, 2], [1, 2, 0]])
        {
            tokens.Add(sequence);
        }

        Assert.Equal([[1, 2], [3], [1, 2, 0]], tokens.Sequences);
        Assert.Equal([0, 1, 0, 2], tokens.Rows);
        Assert.Equal(3, tokens.FirstRowOf(2));
    }
}
