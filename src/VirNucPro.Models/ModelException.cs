namespace VirNucPro.Models;

/// <summary>A model folder, a weights file or libtorch can't be used as it is.</summary>
public sealed class ModelException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Names the file, what is wrong in it, and the remedy.</param>
    /// <param name="innerException">The underlying failure.</param>
    public ModelException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
