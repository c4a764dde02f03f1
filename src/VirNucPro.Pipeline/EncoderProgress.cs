namespace VirNucPro.Pipeline;

/// <summary>What an encoder has done in a run.</summary>
/// <param name="Name">Its name, for people.</param>
/// <param name="Tokens">Tokens embedded, without padding.</param>
/// <param name="Busy">Time that this took, over all devices: of two that computed for a minute it is two minutes.</param>
/// <param name="DoneFraction">
/// Share of the run's input that it is done with, 0 to 1, without what came from a checkpoint; 0 where the input's size is unknown.
/// </param>
public sealed record EncoderProgress(string Name, long Tokens, TimeSpan Busy, double DoneFraction);
