namespace VirNucPro.Pipeline.Plots;

/// <summary>A scored chunk of a track.</summary>
/// <param name="Start">Where it begins, in bases or in chunks.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Others">Its max_score_0.</param>
/// <param name="Virus">Its max_score_1.</param>
internal readonly record struct PlottedChunk(int Start, int End, double Others, double Virus);
