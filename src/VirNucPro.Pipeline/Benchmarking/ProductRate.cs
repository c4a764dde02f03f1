namespace VirNucPro.Pipeline.Benchmarking;

/// <summary>How fast libtorch's plain <c>aten::linear</c> computes one product of an encoder.</summary>
/// <param name="Shape">The encoder.</param>
/// <param name="Precision">Type of both factors and of the result.</param>
/// <param name="Product">What the encoder computes with it.</param>
/// <param name="Rows">Rows of the input: the tokens of a batch.</param>
/// <param name="Inputs">Its width.</param>
/// <param name="Outputs">Width of the result.</param>
/// <param name="Tflops">10¹² floating-point operations a second, two for a weight and a row.</param>
public sealed record ProductRate(string Shape, string Precision, string Product, long Rows, int Inputs, int Outputs, double Tflops);
