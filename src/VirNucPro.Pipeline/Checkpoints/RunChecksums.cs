using VirNucPro.Pipeline.Stages;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>The checksums of a run's database: every value that is read back is under one of them.</summary>
/// <remarks>
/// Each starts with the name of what it is for and the schema's version, so that no row can pass for one of another kind.
/// Columns that others can be computed from (counts, first and last record, largest scores) are compared with those instead.
/// </remarks>
internal sealed class RunChecksums : IDisposable
{
    private readonly ChecksumBuilder _builder = new();
    private readonly byte[] _fingerprint;

    /// <summary>Starts with the parameters that all else belongs to.</summary>
    /// <param name="parameters">The run's parameters, in order.</param>
    public RunChecksums(IReadOnlyList<RunParameter> parameters)
    {
        Start("parameters");
        _builder.Add(parameters.Count);
        foreach (var parameter in parameters)
        {
            _builder.Add(parameter.Name);
            _builder.Add(parameter.Value);
        }

        _fingerprint = _builder.Finish();
    }

    /// <summary>Of the run: its parameters, and how it ended.</summary>
    /// <param name="end">How; null where it has not.</param>
    public byte[] OfRun(RunEnd? end)
    {
        Start("run");
        _builder.Add(_fingerprint.AsSpan());
        _builder.Add(end is null ? 0L : 1);
        if (end is not null)
        {
            _builder.Add(end.Finished);
            _builder.Add(end.Shards);
            _builder.Add(end.Sequences);
            _builder.Add(end.EmptySequences);
        }

        return _builder.Finish();
    }

    /// <summary>Of a session.</summary>
    /// <param name="session">The session.</param>
    public byte[] OfSession(RunSession session)
    {
        Start("session");
        _builder.Add(_fingerprint.AsSpan());
        _builder.Add(session.Number);
        _builder.Add(session.Started);
        _builder.Add(session.Version);
        _builder.Add(session.Arguments);
        _builder.Add(session.Inputs);
        _builder.Add(session.WallSeconds);
        _builder.Add(session.Shards);
        return _builder.Finish();
    }

    /// <summary>Of a shard with its chunks and frames, in order.</summary>
    /// <param name="shard">The shard.</param>
    public byte[] OfShard(StoredShard shard)
    {
        var (result, session) = shard;
        Start("shard");
        _builder.Add(_fingerprint.AsSpan());
        _builder.Add(result.Index);
        _builder.Add(session);
        _builder.Add(result.InputHash.AsSpan());
        AddWork(result.Work);
        _builder.Add(result.Chunks.Count);
        foreach (var chunk in result.Chunks)
        {
            AddChunk(chunk);
        }

        return _builder.Finish();
    }

    public void Dispose() => _builder.Dispose();

    private void Start(string kind)
    {
        _builder.Add("virnucpro " + kind);
        _builder.Add(RunSchema.Version);
    }

    private void AddWork(ShardWork work)
    {
        _builder.Add(work.Device);
        _builder.Add(work.DnabertBudgetTokens);
        _builder.Add(work.EsmBudgetTokens);
        _builder.Add(work.DnabertTokens);
        _builder.Add(work.EsmTokens);
        foreach (var stage in PipelineStages.All)
        {
            _builder.Add(work.Seconds[stage]);
        }
    }

    private void AddChunk(ChunkResult chunk)
    {
        _builder.Add(chunk.SequenceId);
        _builder.Add(chunk.Record);
        _builder.Add(chunk.Number);
        _builder.Add(chunk.Start);
        _builder.Add(chunk.LengthBp);
        _builder.Add(chunk.InputHash);
        _builder.Add(chunk.Frames.Count);
        foreach (var frame in chunk.Frames)
        {
            _builder.Add((long)frame.Frame);
            AddScore(frame.Score);
        }
    }

    private void AddScore(FrameScore? score)
    {
        _builder.Add(score is null ? 0L : 1);
        if (score is { } scored)
        {
            _builder.Add(scored.Others);
            _builder.Add(scored.Virus);
        }
    }
}
