namespace VirNucPro.Pipeline;

/// <summary>How far a run is, for a display. Sent a few times a second.</summary>
/// <param name="Activity">What the run does now, in a few words.</param>
/// <param name="DoneFraction">Share of the work that is done, 0 to 1; null where the input's size is unknown.</param>
/// <param name="Sequences">Input sequences read.</param>
/// <param name="Chunks">Chunks whose results are kept.</param>
/// <param name="Frames">Frames embedded by both models.</param>
public sealed record RunProgress(
    string Activity,
    double? DoneFraction,
    long Sequences,
    long Chunks,
    long Frames)
{
    /// <summary>The part of the done fraction whose results came from a checkpoint.</summary>
    public double ReusedFraction { get; init; }

    /// <summary>Shards whose results are kept; 0 where the run does not tell.</summary>
    public int Shards { get; init; }

    /// <summary>Those of the chunks whose results came from a checkpoint.</summary>
    public long ReusedChunks { get; init; }

    /// <summary>What each encoder of the run has done, in the order of their work on a shard; empty before they are loaded.</summary>
    public IReadOnlyList<EncoderProgress> Encoders { get; init; } = [];

    /// <summary>Devices at work.</summary>
    public int Devices { get; init; }

    /// <summary>The shards that the devices compute now, one a device at most, by name of the device.</summary>
    public IReadOnlyList<ShardProgress> UnderWay { get; init; } = [];
}
