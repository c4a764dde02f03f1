namespace VirNucPro.Pipeline.Contigs;

/// <summary>What a finished <see cref="ContigCallRun"/> did.</summary>
/// <param name="Calls">Rows written, by their call.</param>
/// <param name="UngroupedSequences">Sequences that <see cref="ContigCallOptions.GroupBy"/> does not match: each is called by itself.</param>
public sealed record ContigCallSummary(CallCounts Calls, long UngroupedSequences);
