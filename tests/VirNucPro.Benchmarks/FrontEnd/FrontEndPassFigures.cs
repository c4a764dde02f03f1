namespace VirNucPro.Benchmarks.FrontEnd;

/// <summary>One pass over the reads.</summary>
/// <param name="ReadsPerSecond">Reads, over the wall time.</param>
/// <param name="BytesPerRead">Bytes allocated, over the reads.</param>
/// <param name="Collections">Garbage collections of generations 0, 1 and 2; those of an older generation count in the younger ones too.</param>
internal readonly record struct FrontEndPassFigures(double ReadsPerSecond, double BytesPerRead, (int Gen0, int Gen1, int Gen2) Collections);
