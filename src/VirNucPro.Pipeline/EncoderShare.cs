namespace VirNucPro.Pipeline;

/// <summary>What an encoder counts for in the progress of a run.</summary>
/// <param name="Name">Its name, for people.</param>
/// <param name="Work">Its share of the run's work; those of all encoders add up to 1.</param>
internal sealed record EncoderShare(string Name, double Work);
