using Microsoft.Data.Sqlite;
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
    private readonly SqliteCommand[] _removals;
    private readonly SqliteCommand _shard;
    private readonly SqliteCommand _chunk;
    private readonly SqliteCommand _frame;

    /// <summary>Prepares the statements.</summary>
    /// <param name="file">The database; outlives this object.</param>
    /// <param name="checksums">Its checksums.</param>
    public ShardWriter(RunFile file, RunChecksums checksums)
    {
        _checksums = checksums;
        _removals =
        [
            file.Prepare("DELETE FROM shard WHERE shard = $shard", "$shard"),
            file.Prepare("DELETE FROM chunk WHERE shard = $shard", "$shard"),
            file.Prepare("DELETE FROM frame WHERE shard = $shard", "$shard"),
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
            removal.Parameters[0].Value = result.Index;
            removal.ExecuteNonQuery();
        }

        WriteShard(shard);
        for (var position = 0; position < result.Chunks.Count; position++)
        {
            WriteChunk(result.Index, position, result.Chunks[position]);
        }
    }

    private static SqliteCommand PrepareInsert(RunFile file, string table, string[] columns)
    {
        var names = columns.Select(column => "$" + column).ToArray();
        return file.Prepare($"INSERT INTO {table} ({string.Join(", ", columns)}) VALUES ({string.Join(", ", names)})", names);
    }

    private static void Insert(SqliteCommand command, params ReadOnlySpan<object?> values)
    {
        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        command.ExecuteNonQuery();
    }

    private void WriteShard(StoredShard shard)
    {
        var result = shard.Result;
        var work = result.Work;
        var counts = ShardCounts.Of(result);
        Insert(
            _shard,
            [
                result.Index, shard.Session, counts.Chunks, counts.Frames, counts.FailedFrames, counts.FirstRecord, counts.LastRecord,
                result.InputHash, work.Device, work.DnabertBudgetTokens, work.EsmBudgetTokens, work.DnabertTokens, work.EsmTokens,
                .. PipelineStages.All.Select(stage => (object?)work.Seconds[stage]), _checksums.OfShard(shard),
            ]);
    }

    private void WriteChunk(int shard, int position, ChunkResult chunk)
    {
        var largest = chunk.Consensus;
        Insert(
            _chunk,
            shard, position, chunk.SequenceId, chunk.Record, chunk.Number, chunk.Start, chunk.LengthBp, chunk.InputHash,
            chunk.Frames.Count, (double?)largest?.Others, (double?)largest?.Virus);
        foreach (var frame in chunk.Frames)
        {
            Insert(_frame, shard, position, FrameNames.Of(frame.Frame), (double?)frame.Score?.Others, (double?)frame.Score?.Virus);
        }
    }
}
