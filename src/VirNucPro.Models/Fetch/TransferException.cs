namespace VirNucPro.Models.Fetch;

/// <summary>One attempt to transfer a file failed.</summary>
/// <remarks>Never leaves <see cref="FileDownload"/>.</remarks>
internal sealed class TransferException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="cause">What happened, to follow the address in a message.</param>
    /// <param name="remedy">What the user can do where another attempt can't help; null where it may.</param>
    /// <param name="innerException">The underlying failure.</param>
    public TransferException(string cause, string? remedy = null, Exception? innerException = null)
        : base(cause, innerException) => Remedy = remedy;

    /// <summary>What the user can do; null where another attempt may help.</summary>
    public string? Remedy { get; }

    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan? ServerDelay { get; init; }
}
