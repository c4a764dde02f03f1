namespace VirNucPro.Pipeline;

/// <summary>A run ended without its result, for a reason that the user can act on.</summary>
public sealed class RunFailedException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="kind">The kind, which decides the exit code.</param>
    /// <param name="message">One line: what failed, where (file, record), and the remedy.</param>
    /// <param name="innerException">The underlying failure.</param>
    public RunFailedException(FailureKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>The kind, which decides the exit code.</summary>
    public FailureKind Kind { get; }
}
