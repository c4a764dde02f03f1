namespace VirNucPro.Cli.Options;

/// <summary>A command line that can't be followed; the message is one line without the pointer to the help.</summary>
internal sealed class UsageException : Exception
{
    public UsageException(string message, string? command = null)
        : base(message) => Command = command;

    /// <summary>The command that was meant, where it is known.</summary>
    public string? Command { get; }
}
