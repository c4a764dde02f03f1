using System.Globalization;

namespace VirNucPro.Cli.Progress;

/// <summary>Words and numbers of the progress displays.</summary>
internal static class ProgressText
{
    /// <summary>What a run has done so far, one line each for the results and for the models.</summary>
    public static (string Results, string Models) Counters(Pace pace)
    {
        if (pace.Latest is not { } latest || !Pace.HasBegun(latest))
        {
            return ("", "");
        }

        // What has not begun is left out: a zero would look like a fault.
        string[] results =
        [
            Shards(latest.Shards, pace.AllShards),
            latest.Sequences == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{latest.Sequences:N0} sequences"),
            latest.Chunks == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{latest.Chunks:N0} chunks ({Rate(pace.ChunksPerSecond)}/s)"),
        ];
        string[] models =
        [
            latest.DnabertTokens == 0 ? "" : $"DNABERT-S {Rate(pace.DnabertTokensPerSecond)} tokens/s",
            latest.EsmTokens == 0 ? "" : $"ESM-2 {Rate(pace.EsmTokensPerSecond)} tokens/s",
        ];
        return (Join(results), Join(models));
    }

    /// <summary>How far the run is and how long it still takes, or how long it has taken where the end is unknown.</summary>
    public static string Position(Pace pace) => (pace.Latest?.DoneFraction, pace.Remaining) switch
    {
        (null, _) => $"{Duration(pace.Elapsed)} so far",
        ({ } done, null) => Percent(done),
        ({ } done, { } remaining) => $"{Percent(done)}, {Duration(remaining)} left",
    };

    /// <summary>A time in two units at most: <c>42 s</c>, <c>3 min 05 s</c>, <c>2 h 10 min</c>, <c>1 d 4 h</c>.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Seconds} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds:00} s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours} h {time.Minutes:00} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.Days} d {time.Hours} h"),
    };

    private static string Join(IEnumerable<string> parts) => string.Join(", ", parts.Where(part => part.Length > 0));

    private static string Shards(int done, int? all) => (done, all) switch
    {
        (0, _) => "",
        (_, { } known) => string.Create(CultureInfo.InvariantCulture, $"{done:N0} of about {known:N0} shards"),
        (1, null) => "1 shard",
        _ => string.Create(CultureInfo.InvariantCulture, $"{done:N0} shards"),
    };

    // Rounded down: 100 % is for what is done.
    private static string Percent(double done) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(done * 100):0} %");

    private static string Rate(double perSecond) => perSecond switch
    {
        < 10 => perSecond.ToString("0.0", CultureInfo.InvariantCulture),
        < 10_000 => perSecond.ToString("N0", CultureInfo.InvariantCulture),
        < 10_000_000 => (perSecond / 1_000).ToString("N0", CultureInfo.InvariantCulture) + "k",
        _ => (perSecond / 1_000_000).ToString("N0", CultureInfo.InvariantCulture) + "M",
    };
}
