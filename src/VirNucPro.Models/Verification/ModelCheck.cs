namespace VirNucPro.Models.Verification;

/// <summary>One check of model files and its result.</summary>
/// <param name="Part">The part of the models folder, for example <c>esm2</c>.</param>
/// <param name="Subject">What was checked, in a few words.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">What was found: figures where it passed, file and tensor where it failed, the reason where it was not run.</param>
public sealed record ModelCheck(string Part, string Subject, CheckOutcome Outcome, string Detail);
