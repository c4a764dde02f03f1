using VirNucPro.Pipeline.Contigs;

namespace VirNucPro.Pipeline.Report;

/// <summary>Counts the calls of sequences by how far they can be trusted.</summary>
internal sealed class CallsByTier
{
    private readonly long[,] _counts = new long[Enum.GetValues<ContigVerdict>().Length, Enum.GetValues<ContigTier>().Length];

    /// <summary>Sequences with a call.</summary>
    public long Called { get; private set; }

    /// <summary>Sequences without a call: none of their chunks has a score.</summary>
    public long Uncalled { get; private set; }

    /// <summary>Sequences with a call and a tier.</summary>
    /// <param name="verdict">The call.</param>
    /// <param name="tier">The tier.</param>
    public long this[ContigVerdict verdict, ContigTier tier] => _counts[(int)verdict, (int)tier];

    /// <summary>Sequences with a call.</summary>
    /// <param name="verdict">The call.</param>
    public long this[ContigVerdict verdict] => Enum.GetValues<ContigTier>().Sum(tier => this[verdict, tier]);

    /// <summary>Counts a sequence.</summary>
    /// <param name="call">Its call; null for none.</param>
    public void Add(ContigCall? call)
    {
        if (call is null)
        {
            Uncalled++;
            return;
        }

        Called++;
        _counts[(int)call.Verdict, (int)call.Tier]++;
    }
}
