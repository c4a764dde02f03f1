namespace VirNucPro.Models.Fetch;

/// <summary>How patient a download is, and its clock, chance and disk, which tests replace.</summary>
internal sealed record FetchPolicy
{
    /// <summary>Failures in a row, none of which got further than those before, after which a download gives up.</summary>
    public int MaximumAttempts { get; init; } = 6;

    /// <summary>Wait after the first failure; each further one doubles it.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>No wait of our own choice is longer.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>A server that asks for a longer wait is not waited for.</summary>
    public TimeSpan LongestServerDelay { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>A server that sends nothing for so long counts as lost.</summary>
    public TimeSpan StallLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Redirects that are followed for one request.</summary>
    public int MaximumRedirects { get; init; } = 5;

    /// <summary>Clock and timers.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>A number in [0, 1) that keeps many clients from coming back at the same moment.</summary>
    public Func<double> Jitter { get; init; } = Random.Shared.NextDouble;

    /// <summary>Bytes that a folder's disk has room for.</summary>
    public Func<string, long> FreeBytes { get; init; } = DiskRoom.FreeBytes;

    /// <summary>The wait before another attempt: half of it fixed, half of it chance.</summary>
    /// <param name="failures">Failures in a row, from 1.</param>
    public TimeSpan Delay(int failures)
    {
        var seconds = Math.Min(LongestDelay.TotalSeconds, FirstDelay.TotalSeconds * Math.Pow(2, failures - 1));
        return TimeSpan.FromSeconds(seconds * (0.5 + (0.5 * Jitter())));
    }
}
