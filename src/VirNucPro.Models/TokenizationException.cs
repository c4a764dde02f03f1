namespace VirNucPro.Models;

/// <summary>A sequence holds a letter that the model has no token for.</summary>
public sealed class TokenizationException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Names the letter and its 1-based position.</param>
    public TokenizationException(string message)
        : base(message)
    {
    }
}
