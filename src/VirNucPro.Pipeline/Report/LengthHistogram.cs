using VirNucPro.Pipeline.Contigs;

namespace VirNucPro.Pipeline.Report;

/// <summary>How many sequences of which length have which call, in the bins of <see cref="LogBins"/>.</summary>
internal sealed class LengthHistogram
{
    private readonly SortedDictionary<int, long[]> _bins = [];

    /// <summary>The bins from the shortest sequence to the longest, empty ones between them included.</summary>
    public IReadOnlyList<LengthBin> Bins
    {
        get
        {
            if (_bins.Count == 0)
            {
                return [];
            }

            var first = _bins.Keys.First();
            return
            [
                .. Enumerable.Range(first, _bins.Keys.Last() - first + 1).Select(bin =>
                {
                    var counts = _bins.GetValueOrDefault(bin) ?? new long[4];
                    return new LengthBin(LogBins.Edge(bin), LogBins.Edge(bin + 1), counts[0], counts[1], counts[2], counts[3]);
                }),
            ];
        }
    }

    /// <summary>Counts a sequence.</summary>
    /// <param name="lengthBp">Its bases, 1 or more.</param>
    /// <param name="verdict">Its call; null where it has none.</param>
    public void Add(int lengthBp, ContigVerdict? verdict)
    {
        var bin = LogBins.Of(lengthBp);
        if (!_bins.TryGetValue(bin, out var counts))
        {
            counts = new long[4];
            _bins.Add(bin, counts);
        }

        counts[verdict switch
        {
            ContigVerdict.Viral => 0,
            ContigVerdict.Ambiguous => 1,
            ContigVerdict.Nonviral => 2,
            _ => 3,
        }]++;
    }
}
