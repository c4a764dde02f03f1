using VirNucPro.Pipeline.Contigs;

namespace VirNucPro.Pipeline.Report;

/// <summary>
/// Chooses the sequences that the report lists: all of a small input; of a large one the surest viral
/// ones, the longest, and an even sample. Its memory does not grow with the input, and the same input gives the same choice.
/// </summary>
internal sealed class SequenceSelection
{
    /// <summary>Sequences up to which all are listed.</summary>
    public const int AllUpTo = 2000;

    /// <summary>Of a larger input, how many of the surest viral ones: by tier, then by weighted delta, which the others follow.</summary>
    public const int MostViralCount = 700;

    /// <summary>Of a larger input, how many of the longest.</summary>
    public const int LongestCount = 300;

    /// <summary>Of a larger input, how many the even sample has at most.</summary>
    public const int LargestSample = 1000;

    // The least comes out first: the smaller value, and of equal values the later record.
    private readonly PriorityQueue<ReportedSequence, (double Value, long Record)> _mostViral = new();
    private readonly PriorityQueue<ReportedSequence, (double Value, long Record)> _longest = new();
    private List<ReportedSequence> _sample = [];

    /// <summary>Sequences offered.</summary>
    public long Offered { get; private set; }

    /// <summary>The even sample has the first sequence and every so many-th after it; 1 where all are listed.</summary>
    public long SampleEvery { get; private set; } = 1;

    /// <summary>The sequences chosen, in input order.</summary>
    public IReadOnlyList<ReportedSequence> Chosen => SampleEvery == 1
        ? _sample
        :
        [
            .. _mostViral.UnorderedItems.Concat(_longest.UnorderedItems).Select(item => item.Element).Concat(_sample)
                .DistinctBy(sequence => sequence.Record)
                .OrderBy(sequence => sequence.Record),
        ];

    /// <summary>Takes the next sequence of the input.</summary>
    /// <param name="sequence">The sequence.</param>
    public void Offer(CalledSequence sequence)
    {
        var reported = new Lazy<ReportedSequence>(() => ReportedSequence.Of(sequence));
        Keep(_mostViral, MostViralCount, SurenessOf(sequence.Call));
        Keep(_longest, LongestCount, sequence.LengthBp);
        if (Offered++ % SampleEvery == 0)
        {
            _sample.Add(reported.Value);
            Thin();
        }

        void Keep(PriorityQueue<ReportedSequence, (double, long)> queue, int count, double value)
        {
            var rank = (value, -sequence.Record);
            if (queue.Count < count)
            {
                queue.Enqueue(reported.Value, rank);
            }
            else if (queue.TryPeek(out _, out var least) && rank.CompareTo(least) > 0)
            {
                queue.DequeueEnqueue(reported.Value, rank);
            }
        }
    }

    // A weighted delta lies between -1 and 1, so tiers are 2 apart.
    private static double SurenessOf(ContigCall? call) => call switch
    {
        null => double.NegativeInfinity,
        { Verdict: ContigVerdict.Viral } => (2 * (1 + (int)call.Tier)) + call.WeightedDelta,
        _ => call.WeightedDelta,
    };

    private void Thin()
    {
        while (_sample.Count > (SampleEvery == 1 ? AllUpTo : LargestSample))
        {
            _sample = [.. _sample.Where((_, i) => i % 2 == 0)];
            SampleEvery *= 2;
        }
    }
}
