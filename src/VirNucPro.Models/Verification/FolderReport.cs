namespace VirNucPro.Models.Verification;

/// <summary>What <see cref="FolderVerification"/> found.</summary>
/// <param name="Checks">The checks, in the order in which they were made.</param>
/// <param name="WhyNotReal">Why the weights can't be those that VirNucPro was published with; null where their sizes are the same.</param>
public sealed record FolderReport(IReadOnlyList<ModelCheck> Checks, string? WhyNotReal);
