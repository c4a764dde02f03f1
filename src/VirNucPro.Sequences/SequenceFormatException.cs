namespace VirNucPro.Sequences;

/// <summary>The input is damaged, in no format that is known, or holds what can't be a sequence.</summary>
public sealed class SequenceFormatException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Names the file, the line or record where there is one, what is wrong, and the remedy.</param>
    public SequenceFormatException(string message)
        : base(message)
    {
    }
}
