using System.Text.RegularExpressions;
using VirNucPro.Pipeline.Contigs;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Contigs;

public sealed class ContigCallRunTests : IDisposable
{
    private const string ScoreHeader = "Modified_ID\tIs_Virus\tmax_score_0\tmax_score_1\n";
    private const string CallHeader =
        "ID\tcall\ttier\tweighted_delta\tn_chunks\tn_confident_viral\tn_confident_nonviral\tn_ambiguous\tviral_proportion\tnonviral_proportion\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void RowsOfASequenceNeedNotFollowEachOther()
    {
        var table = Call("# a notice\n" + Scores("b_chunk_2 0.1 0.9", "a_chunk_1 0.5 0.25", "b_chunk_1 0.1 0.9", "a_chunk_2 0.5 0.5"));

        Assert.Equal(
            $"# a notice\n{CallHeader}"
            + "b\tViral\tlow_confidence\t0.8\t2\t2\t0\t0\t1.0\t0.0\n"
            + "a\tAmbiguous\treview\t-0.25\t2\t0\t0\t0\t0.0\t0.0\n",
            table);
    }

    // Worked out by hand. One chunk each, so none has more than low confidence.
    [Fact]
    public void TableOfTheReferenceIsCalled()
    {
        string[] rows = [.. Call(Fixture.Text("e2e/chunk500/broad/prediction_results_highestscore.csv")).Split('\n')];

        Assert.Contains("op_contig1\tNon-viral\tlow_confidence\t-0.712\t1\t0\t1\t0\t0.0\t1.0", rows);
        Assert.Contains("op_contig2\tViral\tlow_confidence\t0.981\t1\t1\t0\t0\t1.0\t0.0", rows);
        Assert.Contains("op_contig3\tAmbiguous\treview\t0.037\t1\t0\t0\t0\t0.0\t0.0", rows);
    }

    [Fact]
    public void TableWithoutRowsGivesOne() => Assert.Equal(CallHeader, Call(ScoreHeader));

    [Fact]
    public void NaturalOrderIsByIdAndLeavesEqualIdsInTheirOrder()
    {
        var scores = Scores("n10_chunk_1 0 1", "n2_chunk_1 0 1", "N2_chunk_1 0 1", "n1_chunk_1 0 1");

        Assert.Equal(["n10 1", "n2 1", "N2 1", "n1 1"], IdsAndChunks(Call(scores)));
        Assert.Equal(["n1 1", "n2 1", "N2 1", "n10 1"], IdsAndChunks(Call(scores, options => options with { NaturalOrder = true })));
    }

    [Theory]
    [InlineData(@"(NODE_\d+)", 0, "NODE_2_length_9 3", "NODE_1_length_7 3")]
    [InlineData(@"NODE_\d+(?!\d)", 0, "NODE_2_length_9 3", "NODE_1_length_7 3")]
    [InlineData(@"_length_(\d)", 2, "NODE_2_length_9 3", "NODE_1_length_7 1", "NODE_2 1", "NODE_1 1")]
    [InlineData(@"(?:x(\d))|NODE", 5, "NODE_2_length_9 2", "NODE_1_length_7 1", "NODE_2 1", "NODE_1 1", "NODE_1_length_9 1")]
    public void GroupIsCalledUnderItsFirstSequence(string pattern, long ungrouped, params string[] idsAndChunks)
    {
        var scores = Scores(
            "NODE_2_length_9_chunk_1 0 1", "NODE_1_length_7_chunk_1 0 1", "NODE_2_chunk_1 0 1", "NODE_1_chunk_4 0 1", "NODE_1_length_9_chunk_1 0 1",
            "NODE_2_length_9_chunk_2 0 1");

        var table = Call(scores, options => options with { GroupBy = pattern }, out var summary);

        Assert.Equal(idsAndChunks, IdsAndChunks(table));
        Assert.Equal(new ContigCallSummary(new CallCounts(idsAndChunks.Length, 0, 0, 0), ungrouped), summary);
    }

    [Theory]
    [InlineData("(", "no regular expression")]
    [InlineData("(a+)+$", "takes too long on the id 'aaaa")]
    public void PatternThatCannotBeUsedIsNamed(string pattern, string message)
    {
        var scores = Scores($"{new string('a', 40)}!_chunk_1 0 1");

        var failure = Assert.Throws<RunFailedException>(() => Call(scores, options => options with { GroupBy = pattern }));

        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotMatch(new Regex(@"\n"), failure.Message);
    }

    [Fact]
    public void RulesThatMakeNoSenseAreRefused()
    {
        foreach (var (rules, message) in ((ContigRules, string)[])
            [
                (new() { MinChunks = 0 }, "--min-chunks takes a number of 1 or more, not 0."),
                (new() { MinViralProportion = 1.5 }, "--min-viral-prop takes a share from 0 to 1, not 1.5."),
                (new() { MinNonviralProportion = -0.1 }, "--min-nonviral-prop takes a share from 0 to 1, not -0.1."),
                (new() { MinNonviralProportion = double.NaN }, "--min-nonviral-prop takes a share from 0 to 1, not NaN."),
            ])
        {
            var failure = Assert.Throws<RunFailedException>(() => Call(ScoreHeader, options => options with { Rules = rules }));

            Assert.Equal((FailureKind.Usage, message), (failure.Kind, failure.Message));
        }
    }

    [Fact]
    public void FileThatExistsIsKeptUnlessForced()
    {
        var output = _folder.Write("calls.tsv", "mine");

        var failure = Assert.Throws<RunFailedException>(() => Call(ScoreHeader));
        var kept = File.ReadAllText(output);
        var replaced = Call(ScoreHeader, options => options with { Force = true });

        Assert.Equal(FailureKind.Usage, failure.Kind);
        Assert.Contains($"{output} exists. ", failure.Message, StringComparison.Ordinal);
        Assert.Equal("mine", kept);
        Assert.Equal(CallHeader, replaced);
    }

    [Fact]
    public void TableThatBreaksOffLeavesNoFile()
    {
        var failure = Assert.Throws<RunFailedException>(() => Call(Scores("a_chunk_1 0 1") + "a_chunk_2\tTr"));

        Assert.Equal(FailureKind.BadInput, failure.Kind);
        Assert.Equal(["scores.csv"], Directory.GetFileSystemEntries(_folder.Root).Select(Path.GetFileName));
    }

    private static string Scores(params ReadOnlySpan<string> rows)
    {
        var table = ScoreHeader;
        foreach (var row in rows)
        {
            var fields = row.Split(' ');
            table += $"{fields[0]}\tTrue\t{fields[1]}\t{fields[2]}\n";
        }

        return table;
    }

    private static IEnumerable<string> IdsAndChunks(string table) =>
        table.TrimEnd('\n').Split('\n').Skip(1).Select(row => row.Split('\t')).Select(fields => $"{fields[0]} {fields[4]}");

    private string Call(string scores, Func<ContigCallOptions, ContigCallOptions>? change = null) => Call(scores, change, out _);

    private string Call(string scores, Func<ContigCallOptions, ContigCallOptions>? change, out ContigCallSummary summary)
    {
        var options = new ContigCallOptions { ScoresPath = _folder.Write("scores.csv", scores), OutputPath = _folder.Path("calls.tsv") };
        summary = ContigCallRun.Execute(change?.Invoke(options) ?? options, CancellationToken.None);
        var table = File.ReadAllText(options.OutputPath);
        File.Delete(options.OutputPath);
        return table;
    }
}
