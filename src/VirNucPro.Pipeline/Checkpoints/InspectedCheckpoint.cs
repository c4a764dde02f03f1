namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>What the state of a run holds.</summary>
public sealed record InspectedCheckpoint
{
    /// <summary>The database, as a full path.</summary>
    public required string Path { get; init; }

    /// <summary>The output folder, as a full path.</summary>
    public string OutputDirectory => System.IO.Path.GetDirectoryName(Path)!;

    /// <summary>What is damaged first, as a clause; null where nothing is. The rest then tells what is intact.</summary>
    public required string? Damage { get; init; }

    /// <summary>When the run wrote its result files, UTC in ISO 8601; null for one that was interrupted.</summary>
    public required string? Finished { get; init; }

    /// <summary>The part of a run that it is; null for a whole run.</summary>
    public RunPart? Part { get; init; }

    /// <summary>Input sequences, empty ones included; null for a run that has not seen the input's end.</summary>
    public required long? InputSequences { get; init; }

    /// <summary>Shards that are saved and intact.</summary>
    public required int Shards { get; init; }

    /// <summary>Indices of shards that are damaged.</summary>
    public required IReadOnlyList<int> DamagedShards { get; init; }

    /// <summary>Sequences with a saved chunk.</summary>
    public required long Sequences { get; init; }

    /// <summary>Saved chunks, those without an open frame included.</summary>
    public required long Chunks { get; init; }

    /// <summary>Saved chunks that are viral.</summary>
    public required long ViralChunks { get; init; }

    /// <summary>Saved frames, those without a score included.</summary>
    public required long Frames { get; init; }

    /// <summary>Saved frames that could not be scored.</summary>
    public required long FailedFrames { get; init; }

    /// <summary>
    /// The 1-based record numbers of the input that shards without a gap between them cover, first and last of each stretch; a record
    /// at the end of one may go on in the shard that is missing.
    /// </summary>
    public required IReadOnlyList<(long First, long Last)> Records { get; init; }

    /// <summary>What the results depend on.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> Parameters { get; init; }

    /// <summary>The processes that worked on the run, in order.</summary>
    public required IReadOnlyList<InspectedSession> Sessions { get; init; }

    /// <summary>Wall time of all sessions.</summary>
    public TimeSpan Elapsed => TimeSpan.FromSeconds(Sessions.Sum(session => session.Elapsed.TotalSeconds));

    /// <summary>Whether there is nothing left to compute.</summary>
    public bool IsComplete => Finished is not null && Damage is null && FailedFrames == 0;
}
