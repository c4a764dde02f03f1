namespace VirNucPro.Models.Weights.PyTorch;

/// <summary>A pickle that is damaged, or asks for what inert data can't be.</summary>
internal sealed class PickleFormatException : Exception
{
    /// <summary>Creates the exception.</summary>
    /// <param name="offset">Byte of the pickle.</param>
    /// <param name="problem">What is wrong there.</param>
    public PickleFormatException(long offset, string problem)
        : base($"{problem} (byte {offset} of the pickle)")
    {
    }
}
