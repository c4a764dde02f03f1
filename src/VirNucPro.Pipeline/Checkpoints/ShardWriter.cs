using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>Writes shards to the tables <c>shard</c>, <c>chunk</c> and <c>frame</c>, in the caller's transaction.</summary>
internal sealed class ShardWriter
{
    private static readonly string[] ShardColumns =
    [
        "shard", "session", "chunks", "frames", "failed_frames", "first_record", "last_record", "input_sha256",
        "device", "dnabert_budget_tokens", "esm_budget_tokens", "dnabert_tokens", "esm_tokens",
        .. RunSchema.SecondsColumns, "checksum",
    ];

    private static readonly string[] ChunkColumns =
    [
        "shard", "position", "sequence", "record", "number", "start", "length", "input_hash", "frames", "max_others", "max_virus",
    ];

    private static readonly string[] FrameColumns = ["shard", "position", "frame", "others", "virus"];

    private readonly RunChecksums _checksums;
    private readonly RunStatement[] _removals;
    private readonly RunStatement _shard;
    private readonly RunStatement _chunk;
    private readonly RunStatement _frame;

    /// <summary>Prepares the statements.</summary>
    /// <param name="file">The database; outlives this object.</param>
    /// <param name="checksums">Its checksums.</param>
    public ShardWriter(RunFile file, RunChecksums checksums)
    {
        _checksums = checksums;
        _removals =
        [
            file.Prepare("DELETE FROM shard WHERE shard = ?"),
            file.Prepare("DELETE FROM chunk WHERE shard = ?"),
            file.Prepare("DELETE FROM frame WHERE shard = ?"),
        ];
        _shard = PrepareInsert(file, "shard", ShardColumns);
        _chunk = PrepareInsert(file, "chunk", ChunkColumns);
        _frame = PrepareInsert(file, "frame", FrameColumns);
    }

    /// <summary>Writes a shard in the place of the one with its index.</summary>
    /// <param name="shard">The shard.</param>
    public void Write(StoredShard shard)
    {
        var result = shard.Result;
        foreach (var removal in _removals)
        {
            removal.Bind(result.Index).Run();
        }

        WriteShard(shard);
        for (var position = 0; position < result.Chunks.Count; position++)
        {
            WriteChunk(result.Index, position, result.Chunks[position]);
        }
    }

    private static RunStatement PrepareInsert(RunFile file, string table, string[] columns) => file.Prepare(
        $"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", columns.Select(_ => "?"))})");

    private void WriteShard(StoredShard shard)
    {
        var result = shard.Result;
        var work = result.Work;
        var counts = ShardCounts.Of(result);
        _shard.Bind(result.Index).Bind(shard.Session).Bind(counts.Chunks).Bind(counts.Frames).Bind(counts.FailedFrames)
            .Bind(counts.FirstRecord).Bind(counts.LastRecord).Bind(result.InputHash).Bind(work.Device)
            .Bind(work.DnabertBudgetTokens).Bind(work.EsmBudgetTokens).Bind(work.DnabertTokens).Bind(work.EsmTokens);
        foreach (var stage in PipelineStages.All)
        {
            _shard.Bind(work.Seconds[stage]);
        }

        _shard.Bind(_checksums.OfShard(shard)).Run();
    }

    private void WriteChunk(int shard, int position, ChunkResult chunk)
    {
        var largest = chunk.Consensus;
        _chunk.Bind(shard).Bind(position).Bind(chunk.SequenceId).Bind(chunk.Record).Bind(chunk.Number).Bind(chunk.Start)
            .Bind(chunk.LengthBp).Bind(chunk.InputHash).Bind(chunk.Frames.Count).Bind(largest?.Others).Bind(largest?.Virus)
            .Run();
        foreach (var frame in chunk.Frames)
        {
            _frame.Bind(shard).Bind(position).Bind(FrameNames.Of(frame.Frame)).Bind(frame.Score?.Others).Bind(frame.Score?.Virus).Run();
        }
    }
}
