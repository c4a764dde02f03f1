namespace VirNucPro.Models;

/// <summary>Turns the letters of a sequence into the token ids of one model.</summary>
/// <remarks>Safe to use from several threads at once.</remarks>
public interface ITokenizer
{
    /// <summary>Token ids of a sequence, with the model's start and end tokens.</summary>
    /// <param name="sequence">ASCII letters.</param>
    /// <exception cref="TokenizationException">A letter that the model has no token for.</exception>
    int[] Encode(ReadOnlySpan<byte> sequence);
}
