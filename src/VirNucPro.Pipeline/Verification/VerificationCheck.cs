namespace VirNucPro.Pipeline.Verification;

/// <summary>One check of files on disk and its result.</summary>
/// <param name="Part">What it is about, for example <c>esm2</c> of a models folder, or <c>run.db</c> of an output folder.</param>
/// <param name="Subject">What was checked, in a few words.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">What was found: figures where it passed, what is wrong where it failed, the reason where it was not run.</param>
public sealed record VerificationCheck(string Part, string Subject, VerificationOutcome Outcome, string Detail);
