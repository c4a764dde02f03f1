namespace VirNucPro.Sequences;

/// <summary>The input is not FASTA, or not in a way that gives sequences.</summary>
public sealed class FastaFormatException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Names the file, the line, the record where there is one, what is wrong, and the remedy.</param>
    public FastaFormatException(string message)
        : base(message)
    {
    }
}
