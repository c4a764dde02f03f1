namespace VirNucPro.Pipeline.ModelFiles;

/// <summary>One check of a models folder and its result.</summary>
/// <param name="Part">The part of the folder, for example <c>esm2</c>, or <c>reference</c>.</param>
/// <param name="Subject">What was checked, in a few words.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">What was found: figures where it passed, file and tensor where it failed, the reason where it was not run.</param>
public sealed record VerificationCheck(string Part, string Subject, VerificationOutcome Outcome, string Detail);
