namespace VirNucPro.Pipeline.Validation;

/// <summary>How fast the devices of a run embed the frames of one chunk length.</summary>
/// <param name="DnabertTokensPerFrame">Tokens of DNABERT-S in a frame.</param>
/// <param name="SecondsPerFrame">Time of both encoders for a frame, all devices at work.</param>
/// <param name="LoadingSeconds">Time to load both encoders.</param>
internal sealed record MeasuredPace(double DnabertTokensPerFrame, double SecondsPerFrame, double LoadingSeconds);
