namespace VirNucPro.Pipeline.Benchmarking;

/// <summary>What a benchmark measured.</summary>
/// <param name="Device">The device: its name in options and what it is.</param>
/// <param name="Libtorch">Version of libtorch.</param>
/// <param name="Threads">CPU threads of one operator.</param>
/// <param name="GemmTflops">The highest rate of a plain product at the encoders' shapes, in 10¹² operations a second.</param>
/// <param name="Gemm">The rate of each product.</param>
/// <param name="Encoders">The encoders, in the order in which they were asked for.</param>
/// <param name="FrontEnd">What comes before the encoders.</param>
/// <param name="StartUp">What comes before everything.</param>
public sealed record BenchmarkReport(
    string Device,
    string Libtorch,
    int Threads,
    double GemmTflops,
    IReadOnlyList<ProductRate> Gemm,
    IReadOnlyList<EncoderRate> Encoders,
    FrontEndRate FrontEnd,
    StartUpTime StartUp);
