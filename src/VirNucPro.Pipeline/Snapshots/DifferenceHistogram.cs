using VirNucPro.Pipeline.Report;

namespace VirNucPro.Pipeline.Snapshots;

/// <summary>How many frames differ by how much, in the bins of <see cref="LogBins"/>; it does not grow with the frames.</summary>
internal sealed class DifferenceHistogram
{
    private readonly SortedDictionary<int, long> _bins = [];

    /// <summary>Frames by bin, ascending; bins without a frame are left out.</summary>
    public IReadOnlyDictionary<int, long> Bins => _bins;

    /// <summary>Frames that do not differ at all, which no bin of a logarithmic axis holds.</summary>
    public long Zeros { get; private set; }

    /// <summary>Frames whose difference is infinite or not a number.</summary>
    public long NotFinite { get; private set; }

    /// <summary>Counts a frame.</summary>
    /// <param name="difference">Its difference, 0 or more, or not a number.</param>
    public void Add(double difference)
    {
        if (!double.IsFinite(difference))
        {
            NotFinite++;
        }
        else if (difference == 0)
        {
            Zeros++;
        }
        else
        {
            var bin = LogBins.Of(difference);
            _bins[bin] = _bins.GetValueOrDefault(bin) + 1;
        }
    }
}
