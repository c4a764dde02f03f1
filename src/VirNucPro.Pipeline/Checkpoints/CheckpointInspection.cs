namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>Adds up what a run has saved.</summary>
internal sealed class CheckpointInspection
{
    private readonly List<(long First, long Last)> _records = [];
    private int _lastIndex = -1;
    private long _lastRecord;
    private long _sequences;
    private long _chunks;
    private long _viralChunks;
    private long _frames;
    private long _failedFrames;

    private CheckpointInspection()
    {
    }

    /// <summary>Reads every shard.</summary>
    /// <param name="path">The database.</param>
    /// <param name="run">What is intact of it.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public static InspectedCheckpoint Read(string path, RunDatabase run, CancellationToken cancellation)
    {
        var sums = new CheckpointInspection();
        foreach (var shard in run.ReadShards())
        {
            cancellation.ThrowIfCancellationRequested();
            sums.Add(shard);
        }

        return new InspectedCheckpoint
        {
            Path = path,
            Damage = run.Damage,
            Finished = run.End?.Finished,
            Part = RunParameters.PartOf(run.Parameters),
            InputSequences = run.End?.Sequences,
            Shards = run.Shards.Count,
            DamagedShards = run.DamagedShards,
            Sequences = sums._sequences,
            Chunks = sums._chunks,
            ViralChunks = sums._viralChunks,
            Frames = sums._frames,
            FailedFrames = sums._failedFrames,
            Records = sums._records,
            Parameters = [.. run.Parameters.Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value))],
            Sessions =
            [
                .. run.EarlierSessions.Select(session => new InspectedSession(
                    session.Started, TimeSpan.FromSeconds(session.WallSeconds), session.Shards, session.Version, session.Arguments)),
            ],
        };
    }

    private void Add(ShardResult shard)
    {
        foreach (var chunk in shard.Chunks)
        {
            AddRecord(chunk.Record, goesOn: shard.Index <= _lastIndex + 1);
            _lastIndex = shard.Index;
            _chunks++;
            _viralChunks += chunk.Consensus is { ChunkIsVirus: true } ? 1 : 0;
            _frames += chunk.Frames.Count;
            _failedFrames += chunk.Frames.Count(frame => frame.Score is null);
        }
    }

    private void AddRecord(long record, bool goesOn)
    {
        _sequences += record == _lastRecord ? 0 : 1;
        _lastRecord = record;
        if (goesOn && _records.Count > 0)
        {
            _records[^1] = (_records[^1].First, record);
        }
        else
        {
            _records.Add((record, record));
        }
    }
}
