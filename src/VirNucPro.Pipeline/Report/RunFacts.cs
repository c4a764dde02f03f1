using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Contigs;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Report;

/// <summary>What a report says of a run beside its results.</summary>
internal sealed record RunFacts
{
    /// <summary>The program's version.</summary>
    public required string Version { get; init; }

    /// <summary>The inputs, as messages call them.</summary>
    public required IReadOnlyList<string> Inputs { get; init; }

    /// <summary>Chunk length in bp.</summary>
    public required int ChunkLengthBp { get; init; }

    /// <summary>The rules of the calls.</summary>
    public required ContigRules Rules { get; init; }

    /// <summary>What the results depend on.</summary>
    public required IReadOnlyList<RunParameter> Parameters { get; init; }

    /// <summary>The sessions of the run, this one last.</summary>
    public required IReadOnlyList<RunSession> Sessions { get; init; }

    /// <summary>When the report is written.</summary>
    public required DateTimeOffset Written { get; init; }

    /// <summary>The figures of this session.</summary>
    public required RunMetrics Metrics { get; init; }

    /// <summary>Wall time of this session so far, in seconds.</summary>
    public required double SessionSeconds { get; init; }

    /// <summary>Where this session's time went.</summary>
    public required StageSeconds SessionStages { get; init; }

    /// <summary>What the shards took.</summary>
    public required ShardWorkSum Work { get; init; }

    /// <summary>Ids of sequences with a frame that got no score.</summary>
    public required IReadOnlyList<string> FailedSequences { get; init; }

    /// <summary>Wall time of all sessions, in seconds.</summary>
    public double WallSeconds => Metrics.EarlierSeconds + SessionSeconds;

    /// <summary>Where the time went: this session's, and the work on the shards of earlier ones.</summary>
    public StageSeconds Stages => SessionStages.Plus(Work.EarlierSeconds);

    /// <summary>What DNABERT-S did.</summary>
    public EncoderThroughput Dnabert => Work.Dnabert(Metrics.Dnabert);

    /// <summary>What ESM-2 did.</summary>
    public EncoderThroughput Esm => Work.Esm(Metrics.Esm);
}
