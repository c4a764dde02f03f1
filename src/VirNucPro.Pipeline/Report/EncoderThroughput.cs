using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Report;

/// <summary>What an encoder did over all sessions of a run.</summary>
/// <param name="Tokens">Tokens embedded, without padding.</param>
/// <param name="TokensPerSecond">Tokens a second while embedding; 0 where none was embedded.</param>
/// <param name="PaddingShare">Share of padding in what the last session computed, 0 to 1; null where it embedded nothing.</param>
/// <param name="RecomputedRows">Frames that the last session computed again in FP32.</param>
internal sealed record EncoderThroughput(long Tokens, double TokensPerSecond, double? PaddingShare, long RecomputedRows)
{
    /// <summary>The figures of this session together with those that run.db has of the earlier ones.</summary>
    /// <param name="session">What this session did.</param>
    /// <param name="earlierTokens">Tokens of the reused shards.</param>
    /// <param name="earlierSeconds">Seconds that these took, averaged over their devices.</param>
    public static EncoderThroughput Of(EncoderMetrics session, long earlierTokens, double earlierSeconds)
    {
        var (tokens, seconds) = (session.Tokens + earlierTokens, session.BusySeconds + earlierSeconds);
        return new EncoderThroughput(
            tokens, seconds > 0 ? tokens / seconds : 0, session.Tokens > 0 ? session.PaddingShare : null, session.RecomputedRows);
    }
}
