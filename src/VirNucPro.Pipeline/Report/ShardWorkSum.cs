using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Report;

/// <summary>Adds up what the shards of a run took: of all which devices, of those from earlier sessions also the time.</summary>
internal sealed class ShardWorkSum
{
    private readonly SortedSet<string> _devices = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _earlierDevices = new(StringComparer.Ordinal);

    /// <summary>Devices that computed a shard, by name.</summary>
    public IReadOnlyCollection<string> Devices => _devices;

    /// <summary>Seconds of work on the shards of earlier sessions.</summary>
    public StageSeconds EarlierSeconds { get; private set; } = new();

    /// <summary>Tokens that DNABERT-S embedded in earlier sessions.</summary>
    public long EarlierDnabertTokens { get; private set; }

    /// <summary>Tokens that ESM-2 embedded in earlier sessions.</summary>
    public long EarlierEsmTokens { get; private set; }

    /// <summary>Takes a shard.</summary>
    /// <param name="work">What it took.</param>
    /// <param name="isEarlier">True where an earlier session computed it.</param>
    public void Add(ShardWork work, bool isEarlier)
    {
        _devices.Add(work.Device);
        if (isEarlier)
        {
            _earlierDevices.Add(work.Device);
            EarlierSeconds = EarlierSeconds.Plus(work.Seconds);
            EarlierDnabertTokens += work.DnabertTokens;
            EarlierEsmTokens += work.EsmTokens;
        }
    }

    /// <summary>The throughput of DNABERT-S in all sessions.</summary>
    /// <param name="session">What it did in this one.</param>
    public EncoderThroughput Dnabert(EncoderMetrics session) =>
        EncoderThroughput.Of(session, EarlierDnabertTokens, PerDevice(PipelineStage.DnabertExtraction));

    /// <summary>The throughput of ESM-2 in all sessions.</summary>
    /// <param name="session">What it did in this one.</param>
    public EncoderThroughput Esm(EncoderMetrics session) =>
        EncoderThroughput.Of(session, EarlierEsmTokens, PerDevice(PipelineStage.EsmExtraction));

    // Devices work at the same time.
    private double PerDevice(PipelineStage stage) => EarlierSeconds[stage] / Math.Max(1, _earlierDevices.Count);
}
