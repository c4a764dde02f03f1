namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>Something that the results of a run depend on.</summary>
/// <param name="Name">Its name for people, for example <c>chunk length</c>.</param>
/// <param name="Value">Its value, for example <c>500</c>, or a SHA-256 in lower-case hex.</param>
internal sealed record RunParameter(string Name, string Value);
