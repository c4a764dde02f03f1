using VirNucPro.Pipeline.Contigs;

namespace VirNucPro.Pipeline.Report;

/// <summary>How many sequences of which length have which call, in ten bins a decade.</summary>
internal sealed class LengthHistogram
{
    private const int BinsPerDecade = 10;

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
                    return new LengthBin(EdgeBp(bin), EdgeBp(bin + 1), counts[0], counts[1], counts[2], counts[3]);
                }),
            ];
        }
    }

    /// <summary>Counts a sequence.</summary>
    /// <param name="lengthBp">Its bases, 1 or more.</param>
    /// <param name="verdict">Its call; null where it has none.</param>
    public void Add(int lengthBp, ContigVerdict? verdict)
    {
        // The logarithm may fall on the wrong side of an edge by its last bit.
        var bin = (int)Math.Floor(Math.Log10(lengthBp) * BinsPerDecade);
        bin += lengthBp >= EdgeBp(bin + 1) ? 1 : lengthBp < EdgeBp(bin) ? -1 : 0;
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

    private static double EdgeBp(int bin) => Math.Pow(10, (double)bin / BinsPerDecade);
}
