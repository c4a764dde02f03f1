using System.Globalization;
using System.Numerics;
using System.Text;
using VirNucPro.Pipeline.Contigs;
using VirNucPro.Pipeline.Tests.Support;

namespace VirNucPro.Pipeline.Tests.Contigs;

/// <summary>A thousand sequences called by the program and by the rules as they are published, in whole numbers.</summary>
/// <remarks>
/// Scores are hundredths, so that their thresholds are met exactly, and every difference of a chunk is a square of tenths: its weight, the
/// root, is a tenth itself, and the weighted delta a fraction of whole numbers. Here nothing is rounded. In the program's binary numbers a
/// weighted delta has an error of some 1e-16, less than the distance of any two such fractions. Where it is exactly a threshold, binary rounding
/// decides, as it does in the published program; the sequences with such a delta are some for which the binary sum is the threshold or below.
/// </remarks>
public sealed class ContigRulesTests : IDisposable
{
    private const int Sequences = 1000;

    private readonly TemporaryFolder _folder = new();
    private readonly Random _random = new(6);
    private readonly List<(string Id, List<Chunk> Chunks)> _sequences = [];

    public ContigRulesTests()
    {
        foreach (var chunks in Chosen())
        {
            Add(chunks);
        }

        while (_sequences.Count < Sequences)
        {
            var kinds = (Chunk[])[Draw(), Draw(), Draw(), Draw()];
            Add([.. Enumerable.Range(0, 1 + _random.Next(14)).Select(_ => _random.Next(5) == 0 ? Draw() : kinds[_random.Next(kinds.Length)])]);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(5, 10, 10)]
    [InlineData(1, 0, 0)]
    [InlineData(8, 25, 50)]
    [InlineData(5, 100, 100)]
    public void CallsAreThoseOfThePublishedRules(int minChunks, int minViralPercent, int minNonviralPercent)
    {
        var expected = _sequences
            .Select(sequence => $"{sequence.Id}\t{Published(sequence.Chunks, minChunks, minViralPercent, minNonviralPercent)}").ToArray();

        var summary = ContigCallRun.Execute(
            new ContigCallOptions
            {
                ScoresPath = _folder.Write("scores.csv", Table()),
                OutputPath = _folder.Path("calls.tsv"),
                Rules = new ContigRules
                {
                    MinChunks = minChunks,
                    MinViralProportion = minViralPercent / 100.0,
                    MinNonviralProportion = minNonviralPercent / 100.0,
                },
                NaturalOrder = true,
            },
            CancellationToken.None);

        Assert.Equal(expected, File.ReadLines(_folder.Path("calls.tsv")).Skip(1));
        Assert.Equal(
            new CallCounts(Count("\tViral\t"), Count("\tViral\thigh"), Count("\tNon-viral\t"), Count("\tAmbiguous\t")), summary.Calls);

        long Count(string part) => expected.LongCount(row => row.Contains(part, StringComparison.Ordinal));
    }

    [Fact]
    public void EveryBranchAndBothSidesOfEveryThresholdAreThere()
    {
        var calls = _sequences.Select(sequence => Published(sequence.Chunks, 5, 10, 10).Split('\t')).ToArray();
        foreach (var (verdict, tiers) in ((string, string[])[])
            [
                ("Viral", ["high_confidence", "moderate_confidence", "low_confidence", "review"]),
                ("Non-viral", ["high_confidence", "moderate_confidence", "low_confidence", "review"]),
                ("Ambiguous", ["review"]),
            ])
        {
            Assert.Equal(tiers.Order(), calls.Where(call => call[0] == verdict).Select(call => call[1]).Distinct().Order());
            Assert.All(tiers, tier => Assert.InRange(calls.Count(call => call[0] == verdict && call[1] == tier), 5, Sequences));
        }

        // Scores: what lies at a threshold is not beyond it. Without the tie the chunk would count.
        foreach (var (others, virus) in ((int, int)[])[(16, 80), (17, 81), (30, 94), (29, 93), (70, 71), (71, 71), (71, 72)])
        {
            Assert.Contains(_sequences, sequence => sequence.Chunks.Contains(new Chunk(others, virus)));
            Assert.Contains(_sequences, sequence => sequence.Chunks.Contains(new Chunk(virus, others)));
        }

        // Weighted deltas: at, below and above ±0.3 and ±0.6. Proportions: at, below and above a tenth. And the odd ones.
        foreach (var threshold in (int[])[-60, -30, 30, 60])
        {
            foreach (var side in (int[])[-1, 0, 1])
            {
                Assert.Contains(_sequences, sequence => Difference(sequence.Chunks, threshold) is var (distance, weights)
                    && distance.Sign == side && BigInteger.Abs(distance) < 3 * weights);
            }
        }

        foreach (var side in (int[])[-1, 0, 1])
        {
            Assert.Contains(_sequences, sequence => sequence.Chunks.Count >= 5 && Confident(sequence.Chunks) is var (sure, all) && sure > 0 && Math.Sign((10 * sure) - all) == side);
        }

        foreach (var count in (int[])[4, 5, 6])
        {
            Assert.Contains(_sequences, sequence => sequence.Chunks.Count == count && Published(sequence.Chunks, 1, 10, 10).Contains("moderate", StringComparison.Ordinal));
        }

        Assert.Contains(_sequences, sequence => sequence.Chunks.All(chunk => chunk.Root == 0));
        Assert.Contains(_sequences, sequence => sequence.Chunks.All(chunk => chunk is { Others: > 70, Virus: > 70 }));
    }

    // The rules in hundredths; the columns after the id.
    private static string Published(List<Chunk> chunks, int minChunks, int minViralPercent, int minNonviralPercent)
    {
        var viral = chunks.Count(chunk => chunk is { Virus: > 80, Others: < 30 });
        var nonviral = chunks.Count(chunk => chunk is { Others: > 80, Virus: < 30 });
        var ambiguous = chunks.Count(chunk => chunk is { Others: > 70, Virus: > 70 });
        var effective = chunks.Count - ambiguous;
        var (cubes, roots) = Sums(chunks);
        string call, tier;
        if (Difference(chunks, 30).Distance > 0)
        {
            call = "Viral";
            tier = viral < 1 || 100 * viral < minViralPercent * effective ? "low_confidence"
                : Difference(chunks, 60).Distance > 0 ? "high_confidence" : "moderate_confidence";
        }
        else if (Difference(chunks, -30).Distance < 0)
        {
            call = "Non-viral";
            tier = nonviral < 1 || 100 * nonviral < minNonviralPercent * effective ? "low_confidence"
                : Difference(chunks, -60).Distance < 0 ? "high_confidence" : "moderate_confidence";
        }
        else
        {
            (call, tier) = ("Ambiguous", "review");
        }

        if (chunks.Count < minChunks)
        {
            tier = tier is "high_confidence" or "moderate_confidence" ? "low_confidence" : "review";
        }

        return $"{call}\t{tier}\t{Thousandths(cubes, 100 * roots)}\t{chunks.Count}\t{viral}\t{nonviral}\t{ambiguous}"
            + $"\t{Thousandths(viral, effective)}\t{Thousandths(nonviral, effective)}";
    }

    // Σ delta·weight and Σ weight, in thousandths and tenths.
    private static (BigInteger Cubes, BigInteger Roots) Sums(List<Chunk> chunks)
    {
        BigInteger cubes = 0, roots = 0;
        foreach (var chunk in chunks)
        {
            cubes += chunk.Root * chunk.Root * chunk.Root;
            roots += Math.Abs(chunk.Root);
        }

        return (cubes, roots);
    }

    // How far the weighted delta lies beyond a threshold in hundredths, times the weights.
    private static (BigInteger Distance, BigInteger Weights) Difference(List<Chunk> chunks, int threshold)
    {
        var (cubes, roots) = Sums(chunks);
        return roots.IsZero ? (-threshold, 1) : (cubes - (threshold * roots), roots);
    }

    private static (int Sure, int Effective) Confident(List<Chunk> chunks) => (
        chunks.Count(chunk => chunk is { Virus: > 80, Others: < 30 }), chunks.Count(chunk => chunk is not { Others: > 70, Virus: > 70 }));

    // The quotient in whole thousandths, of two equally near the even one.
    private static string Thousandths(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.IsZero)
        {
            return "0.0";
        }

        var thousandths = BigInteger.DivRem(1000 * BigInteger.Abs(numerator), denominator, out var rest);
        thousandths += (2 * rest).CompareTo(denominator) is var side && (side > 0 || (side == 0 && !thousandths.IsEven)) ? 1 : 0;
        var text = ((decimal)thousandths / 1000).ToString("0.0##", CultureInfo.InvariantCulture);
        return numerator.Sign < 0 ? $"-{text}" : text;
    }

    // What chance does not give.
    private static IEnumerable<List<Chunk>> Chosen()
    {
        foreach (var sign in (int[])[1, -1])
        {
            // Weighted delta at a threshold, above and below: 216·7 + 27·4 = 30·(6·7 + 3·4), 512·9 + 216·2 = 60·(8·9 + 6·2).
            yield return Of(sign, (6, 7), (3, 4));
            yield return Of(sign, (6, 7), (3, 3));
            yield return Of(sign, (6, 7), (3, 5));
            yield return Of(sign, (8, 9), (6, 2));
            yield return Of(sign, (8, 9), (6, 1));
            yield return Of(sign, (8, 9), (6, 3));

            // Proportion at, below and above a tenth; ambiguous chunks don't count.
            yield return Of(sign, (8, 1), (7, 9));
            yield return Of(sign, (8, 1), (7, 10));
            yield return Of(sign, (8, 1), (7, 8));
            yield return [.. Of(sign, (8, 1), (7, 9)), new(75, 75), new(80, 80)];
            yield return [.. Of(sign, (8, 1), (7, 10)), new(70, 70), new(71, 70)];

            // Chunks at the fewest, below and above.
            yield return Of(sign, (8, 1), (7, 3));
            yield return Of(sign, (8, 1), (7, 4));
            yield return Of(sign, (8, 1), (7, 5));
        }

        yield return [new(50, 50), new(50, 50), new(0, 0), new(100, 100), new(30, 30)];
        yield return [new(71, 71), new(75, 75), new(80, 71), new(71, 80), new(100, 100)];
        yield return [new(50, 50)];
        yield return [new(71, 71)];
        foreach (var pair in (Chunk[])[new(16, 80), new(17, 81), new(30, 94), new(29, 93), new(70, 71), new(71, 71), new(71, 72)])
        {
            yield return [pair, pair, pair, pair, pair];
            yield return [pair.Turned, pair.Turned, pair.Turned, pair.Turned, pair.Turned];
        }
    }

    // Chunks by the root of their difference in tenths, and how many of each.
    private static List<Chunk> Of(int sign, params ReadOnlySpan<(int Root, int Count)> parts)
    {
        List<Chunk> chunks = [];
        foreach (var (root, count) in parts)
        {
            // With a root of 8 it is surely viral; none of the others is.
            var others = root == 8 ? 20 : 30;
            var chunk = new Chunk(others, others + (root * root));
            chunks.AddRange(Enumerable.Repeat(sign > 0 ? chunk : chunk.Turned, count));
        }

        return chunks;
    }

    private Chunk Draw()
    {
        int[] corners = [0, 29, 30, 31, 69, 70, 71, 72, 79, 80, 81, 100];
        while (true)
        {
            var root = _random.Next(-10, 11);
            var lower = _random.Next(3) == 0 ? corners[_random.Next(corners.Length)] : _random.Next(101);
            if (lower + (root * root) <= 100)
            {
                var chunk = new Chunk(lower, lower + (root * root));
                return root > 0 ? chunk : chunk.Turned;
            }
        }
    }

    // Left out: a weighted delta half-way between two thousandths, or 0 by differences that cancel. The binary number is beside it, on any side.
    private void Add(List<Chunk> chunks)
    {
        var (cubes, roots) = Sums(chunks);
        if (roots.IsZero || (!cubes.IsZero && BigInteger.Abs(20 * cubes % (2 * roots)) != roots))
        {
            _sequences.Add(($"contig_{_sequences.Count + 1}", chunks));
        }
    }

    // Rows of all sequences in turn, so that those of one are apart.
    private string Table()
    {
        var text = new StringBuilder("Modified_ID\tIs_Virus\tmax_score_0\tmax_score_1\n");
        for (var i = 0; i < _sequences.Max(sequence => sequence.Chunks.Count); i++)
        {
            foreach (var (id, chunks) in _sequences.Where(sequence => sequence.Chunks.Count > i))
            {
                text.Append(CultureInfo.InvariantCulture, $"{id}_chunk_{i + 1}\t{chunks[i].Virus >= chunks[i].Others}\t{chunks[i].Others / 100m}\t{chunks[i].Virus / 100m}\n");
            }
        }

        return text.ToString();
    }

    // Scores in hundredths.
    private readonly record struct Chunk(int Others, int Virus)
    {
        public Chunk Turned => new(Virus, Others);

        // The signed root of the difference, in tenths.
        public int Root => Math.Sign(Virus - Others) * (int)Math.Round(Math.Sqrt(Math.Abs(Virus - Others)));
    }
}
