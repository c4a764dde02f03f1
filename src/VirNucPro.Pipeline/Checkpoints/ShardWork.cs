using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>What a shard took. Kept for people; no result depends on it.</summary>
/// <param name="Device">The device that computed it.</param>
/// <param name="DnabertBudgetTokens">DNABERT-S's token budget after it; a resumed run goes on with it.</param>
/// <param name="EsmBudgetTokens">The same of ESM-2.</param>
/// <param name="DnabertTokens">Tokens that DNABERT-S embedded, without padding.</param>
/// <param name="EsmTokens">The same of ESM-2.</param>
/// <param name="Seconds">Seconds of each stage, preparation on other threads included.</param>
internal sealed record ShardWork(
    string Device, int DnabertBudgetTokens, int EsmBudgetTokens, long DnabertTokens, long EsmTokens, StageSeconds Seconds);
