namespace VirNucPro.Pipeline.Verification;

/// <summary>What a verification found.</summary>
/// <param name="Checks">The checks, in the order in which they were made.</param>
public sealed record VerificationReport(IReadOnlyList<VerificationCheck> Checks)
{
    /// <summary>Whether no check failed; those that were not run don't count.</summary>
    public bool Passed => FailedCount == 0;

    /// <summary>Number of checks that failed.</summary>
    public int FailedCount => Checks.Count(check => check.Outcome == VerificationOutcome.Failed);
}
