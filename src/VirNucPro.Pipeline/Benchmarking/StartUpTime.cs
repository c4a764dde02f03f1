namespace VirNucPro.Pipeline.Benchmarking;

/// <summary>What a run waits for before it computes.</summary>
/// <param name="LibtorchS">Seconds to open libtorch and find the devices.</param>
/// <param name="WeightsGbPerS">10⁹ bytes a second at which weights in FP32 reach the device, converted and packed there.</param>
public sealed record StartUpTime(double LibtorchS, double WeightsGbPerS);
