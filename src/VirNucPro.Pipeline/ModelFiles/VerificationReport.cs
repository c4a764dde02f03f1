namespace VirNucPro.Pipeline.ModelFiles;

/// <summary>What <see cref="ModelVerification"/> found.</summary>
/// <param name="Checks">The checks, in the order in which they were made.</param>
public sealed record VerificationReport(IReadOnlyList<VerificationCheck> Checks)
{
    /// <summary>Whether no check failed; those that were not run don't count.</summary>
    public bool Passed => Checks.All(check => check.Outcome != VerificationOutcome.Failed);
}
