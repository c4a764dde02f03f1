namespace VirNucPro.Models.Verification;

/// <summary>How a check of model files ended.</summary>
public enum CheckOutcome
{
    /// <summary>All is as it should be.</summary>
    Passed,

    /// <summary>Something is wrong.</summary>
    Failed,

    /// <summary>It could not be made; the detail says why.</summary>
    NotRun,
}
