namespace VirNucPro.Pipeline;

/// <summary>What an input holds and what a run makes of it.</summary>
public sealed record InputCheckReport
{
    /// <summary>What messages call the input.</summary>
    public required string Input { get; init; }

    /// <summary>Sequences, empty ones included.</summary>
    public required long Sequences { get; init; }

    /// <summary>Sequences without a base; they get no result.</summary>
    public required long EmptySequences { get; init; }

    /// <summary>Sequences whose id an earlier one has.</summary>
    public required long RepeatedIds { get; init; }

    /// <summary>Bases of all sequences.</summary>
    public required long Bases { get; init; }

    /// <summary>Length of the shortest sequence that is not empty, in bp.</summary>
    public required int ShortestBp { get; init; }

    /// <summary>Half of the sequences are no longer than this, in bp.</summary>
    public required int MedianBp { get; init; }

    /// <summary>Length of the longest sequence, in bp.</summary>
    public required int LongestBp { get; init; }

    /// <summary>Sequences of at least this length hold half of all bases, in bp.</summary>
    public required int N50Bp { get; init; }

    /// <summary>Sequences shorter than a chunk; each is one short chunk.</summary>
    public required long ShortSequences { get; init; }

    /// <summary>Share of G and C among A, C, G and T, 0 to 1.</summary>
    public required double GcShare { get; init; }

    /// <summary>Letters N and the other codes for several bases, and U.</summary>
    public required long AmbiguousLetters { get; init; }

    /// <summary>Letters that stand for no base at all.</summary>
    public required long ForeignLetters { get; init; }

    /// <summary>Chunks that a run cuts.</summary>
    public required long Chunks { get; init; }

    /// <summary>Chunks without an open frame; they get no row.</summary>
    public required long ChunksWithoutFrames { get; init; }

    /// <summary>Frames that both encoders compute.</summary>
    public required long Frames { get; init; }

    /// <summary>Shards that a run saves.</summary>
    public required long Shards { get; init; }

    /// <summary>How long a run would take once its models are loaded; null where no sample was timed.</summary>
    public TimeSpan? EstimatedTime { get; init; }
}
