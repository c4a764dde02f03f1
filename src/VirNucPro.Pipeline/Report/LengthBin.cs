namespace VirNucPro.Pipeline.Report;

/// <summary>The sequences of a range of lengths.</summary>
/// <param name="FromBp">Shortest length, in bases.</param>
/// <param name="ToBp">Length that the next bin begins with.</param>
/// <param name="Viral">Sequences called viral.</param>
/// <param name="Ambiguous">Sequences whose call is ambiguous.</param>
/// <param name="Nonviral">Sequences called non-viral.</param>
/// <param name="Uncalled">Sequences without a call.</param>
internal sealed record LengthBin(double FromBp, double ToBp, long Viral, long Ambiguous, long Nonviral, long Uncalled);
