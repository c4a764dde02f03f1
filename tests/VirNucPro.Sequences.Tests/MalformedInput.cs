namespace VirNucPro.Sequences.Tests;

/// <summary>A file with something wrong in it.</summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Content">The file.</param>
/// <param name="Outcome">What must come of it.</param>
/// <param name="Original">The file before it was damaged.</param>
internal sealed record MalformedInput(string Name, byte[] Content, MalformedOutcome Outcome, byte[] Original);
