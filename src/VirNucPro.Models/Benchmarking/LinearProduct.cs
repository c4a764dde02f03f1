namespace VirNucPro.Models.Benchmarking;

/// <summary>The matrix product of a fully connected layer, as the reference's network has it.</summary>
/// <param name="Name">What the network computes with it.</param>
/// <param name="Inputs">Width of its input.</param>
/// <param name="Outputs">Width of its result.</param>
/// <param name="HasBias">Whether a bias is added.</param>
/// <param name="Count">How many such products a block has.</param>
public sealed record LinearProduct(string Name, int Inputs, int Outputs, bool HasBias, int Count)
{
    /// <summary>Weights of one such product.</summary>
    public long WeightCount => (long)Inputs * Outputs;
}
