namespace VirNucPro.Pipeline.Verification;

/// <summary>How a check ended.</summary>
public enum VerificationOutcome
{
    /// <summary>All is as it should be.</summary>
    Passed,

    /// <summary>Something is wrong.</summary>
    Failed,

    /// <summary>It could not be made; the detail says why.</summary>
    NotRun,
}
