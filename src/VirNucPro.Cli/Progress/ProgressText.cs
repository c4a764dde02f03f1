using System.Globalization;
using VirNucPro.Pipeline;

namespace VirNucPro.Cli.Progress;

/// <summary>Words and numbers of the progress displays.</summary>
internal static class ProgressText
{
    // More rows than these would push the rest of the display off a small terminal.
    private const int MostShardRows = 4;

    /// <summary>What a run has done so far; what has not begun is left out: a zero would look like a fault.</summary>
    public static string Results(Pace pace)
    {
        if (pace.Latest is not { } latest || !Pace.HasBegun(latest))
        {
            return "";
        }

        string[] results =
        [
            Shards(latest.Shards, pace.AllShards),
            latest.Sequences == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{latest.Sequences:N0} sequences"),
            latest.Chunks == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{latest.Chunks:N0} chunks ({Rate(pace.ChunksPerSecond)}/s)"),
        ];
        return Join(", ", results);
    }

    /// <summary>Rate and time left of each encoder that has begun, in one line.</summary>
    public static string Encoders(Pace pace) => Join("; ", pace.Latest is not { } latest ? [] : latest.Encoders
        .Where(encoder => encoder.Tokens > 0)
        .Select(encoder => Join(", ", [$"{encoder.Name} {Rate(pace.TokensPerSecond(encoder))} tokens/s", Left(pace.RemainingInRun(encoder))])));

    /// <summary>A table of the encoders, a column each after one of headings: rate, part done and time left of the shards under way and of the run.</summary>
    /// <returns>Its rows; none before the first tokens.</returns>
    public static IReadOnlyList<string[]> EncoderTable(Pace pace)
    {
        if (pace.Latest is not { } latest || latest.Encoders.All(encoder => encoder.Tokens == 0))
        {
            return [];
        }

        List<string[]> rows =
        [
            Row("", (encoder, _) => encoder.Name),
            Row("rate", (encoder, _) => encoder.Tokens == 0 ? "" : $"{Rate(pace.TokensPerSecond(encoder))} tokens/s"),
        ];
        if (latest.UnderWay.Count > MostShardRows)
        {
            rows.Add(Row($"{latest.UnderWay.Count} shards", (_, i) => PartDone(
                latest.UnderWay.Sum(shard => shard.DoneTokens[i]),
                latest.UnderWay.Sum(shard => shard.Tokens[i]),
                latest.UnderWay.Max(shard => pace.RemainingInShard(shard, i)))));
        }
        else
        {
            rows.AddRange(latest.UnderWay.Select(shard => Row(
                latest.Devices > 1
                    ? string.Create(CultureInfo.InvariantCulture, $"shard {shard.Number} on {shard.Device}")
                    : string.Create(CultureInfo.InvariantCulture, $"shard {shard.Number}"),
                (_, i) => PartDone(shard.DoneTokens[i], shard.Tokens[i], pace.RemainingInShard(shard, i)))));
        }

        if (latest.DoneFraction is not null)
        {
            rows.Add(Row("whole run", (encoder, _) => Left(pace.RemainingInRun(encoder))));
        }

        return rows;

        string[] Row(string heading, Func<EncoderProgress, int, string> cell) => [heading, .. latest.Encoders.Select(cell)];
    }

    /// <summary>How far the run is and how long it still takes, or how long it has taken where the end is unknown.</summary>
    public static string Position(Pace pace) => (pace.Latest?.DoneFraction, pace.Remaining) switch
    {
        (null, _) => $"{Duration(pace.Elapsed)} so far",
        ({ } done, null) => Percent(done),
        ({ } done, { } remaining) => $"{Percent(done)}, {Left(remaining)}",
    };

    /// <summary>A time in two units at most: <c>42 s</c>, <c>3 min 05 s</c>, <c>2 h 10 min</c>, <c>1 d 4 h</c>.</summary>
    public static string Duration(TimeSpan time) => time switch
    {
        { TotalMinutes: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Seconds} s"),
        { TotalHours: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes} min {time.Seconds:00} s"),
        { TotalDays: < 1 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours} h {time.Minutes:00} min"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{time.Days} d {time.Hours} h"),
    };

    private static string Join(string separator, IEnumerable<string> parts) => string.Join(separator, parts.Where(part => part.Length > 0));

    private static string Left(TimeSpan? remaining) => remaining is { } time ? $"{Duration(time)} left" : "";

    private static string PartDone(long done, long all, TimeSpan? remaining) =>
        done == all ? "done" : Join(", ", [Percent((double)done / all), Left(remaining)]);

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
