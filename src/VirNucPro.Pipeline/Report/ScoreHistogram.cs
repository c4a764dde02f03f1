namespace VirNucPro.Pipeline.Report;

/// <summary>How many chunks have which max_score_1, in bins of equal width over 0 to 1.</summary>
internal sealed class ScoreHistogram
{
    /// <summary>Bins; their width is one part in so many.</summary>
    public const int BinCount = 50;

    private readonly long[] _viral = new long[BinCount];
    private readonly long[] _others = new long[BinCount];

    /// <summary>Chunks called viral, by bin.</summary>
    public IReadOnlyList<long> Viral => _viral;

    /// <summary>The other chunks, by bin.</summary>
    public IReadOnlyList<long> Others => _others;

    /// <summary>Counts a chunk.</summary>
    /// <param name="virus">Its max_score_1; 1 belongs to the last bin.</param>
    /// <param name="isViral">Whether it is called viral.</param>
    public void Add(double virus, bool isViral)
    {
        var bin = Math.Clamp((int)(virus * BinCount), 0, BinCount - 1);
        (isViral ? _viral : _others)[bin]++;
    }
}
