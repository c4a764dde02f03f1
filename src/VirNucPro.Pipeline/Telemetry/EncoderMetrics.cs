namespace VirNucPro.Pipeline.Telemetry;

/// <summary>What one encoder did in a run, over all devices.</summary>
/// <param name="Tokens">Tokens embedded, without padding.</param>
/// <param name="PaddingTokens">Padding computed along with them.</param>
/// <param name="BusySeconds">Seconds of embedding, averaged over the devices; loading excluded.</param>
/// <param name="RecomputedRows">Sequences recomputed in FP32 because reduced precision gave no finite value.</param>
/// <param name="BudgetTokens">The token budget of a batch at the end of the run; the smallest of the devices.</param>
public sealed record EncoderMetrics(
    long Tokens, long PaddingTokens, double BusySeconds, long RecomputedRows, int BudgetTokens)
{
    /// <summary>Batches that failed on a device and were tried again, each time counted.</summary>
    public long RetriedBatches { get; init; }

    /// <summary>Sequences that a device could not embed though it works, each time counted.</summary>
    public long FailedRows { get; init; }

    /// <summary>Tokens a second while embedding; 0 where nothing was embedded.</summary>
    public double TokensPerSecond => BusySeconds > 0 ? Tokens / BusySeconds : 0;

    /// <summary>Share of the computed tokens that was padding, 0 to 1.</summary>
    public double PaddingShare => Tokens > 0 ? (double)PaddingTokens / (Tokens + PaddingTokens) : 0;

    /// <summary>The figures of all devices together.</summary>
    /// <param name="devices">Those of each that loaded the encoder; none where every shard was there already.</param>
    internal static EncoderMetrics Over(IReadOnlyCollection<EncoderMetrics> devices) => new(
        devices.Sum(device => device.Tokens),
        devices.Sum(device => device.PaddingTokens),
        devices.Select(device => device.BusySeconds).DefaultIfEmpty().Average(),
        devices.Sum(device => device.RecomputedRows),
        devices.Select(device => device.BudgetTokens).DefaultIfEmpty().Min())
    {
        RetriedBatches = devices.Sum(device => device.RetriedBatches),
        FailedRows = devices.Sum(device => device.FailedRows),
    };
}
