namespace VirNucPro.Pipeline;

/// <summary>Says which sequence a failure belongs to.</summary>
internal sealed class SequenceFailureException(string sequence, Exception failure)
    : Exception($"{sequence}: {failure.Message}", failure);
