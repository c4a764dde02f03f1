using System.Globalization;

namespace VirNucPro.Models;

/// <summary>A model folder, a weights file or libtorch can't be used as it is.</summary>
public sealed class ModelException : Exception
{
    private const int MaximumLength = 1500;

    /// <summary>Creates the exception.</summary>
    /// <param name="message">
    /// Names the file, what is wrong in it, and the remedy. It may quote the file: what would break its line or steer a terminal is
    /// replaced, and the middle of a very long text is left out.
    /// </param>
    /// <param name="innerException">The underlying failure.</param>
    public ModelException(string message, Exception? innerException = null)
        : base(OneLine(message), innerException)
    {
    }

    private static string OneLine(string message)
    {
        if (message.Length > MaximumLength)
        {
            message = $"{message.AsSpan(0, MaximumLength / 2)} … {message.AsSpan(message.Length - (MaximumLength / 2))}";
        }

        return string.Create(message.Length, message, (line, text) =>
        {
            for (var i = 0; i < line.Length; i++)
            {
                line[i] = Printable(text[i]);
            }
        });
    }

    private static char Printable(char letter) => char.GetUnicodeCategory(letter) switch
    {
        _ when char.IsWhiteSpace(letter) => ' ',
        // Format characters can turn the direction of the text around.
        UnicodeCategory.Control or UnicodeCategory.Format => '\uFFFD',
        _ => letter,
    };
}
