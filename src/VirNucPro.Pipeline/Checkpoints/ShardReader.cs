using System.Globalization;
using Microsoft.Data.Sqlite;
using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Stages;
using VirNucPro.Pipeline.Telemetry;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>Reads shards, each checked against its checksum; holds one at a time.</summary>
/// <remarks>Stops at the first row that is out of order, so that no damage can make it read on for ever.</remarks>
internal sealed class ShardReader
{
    private static readonly Dictionary<string, ReadingFrame> Frames =
        Enum.GetValues<ReadingFrame>().ToDictionary(FrameNames.Of, StringComparer.Ordinal);

    private readonly RunChecksums _checksums;
    private readonly RunStatement _shard;
    private readonly RunStatement _chunks;
    private readonly RunStatement _frames;

    /// <summary>Prepares the queries.</summary>
    /// <param name="file">The database; outlives this object.</param>
    /// <param name="checksums">Its checksums.</param>
    public ShardReader(RunFile file, RunChecksums checksums)
    {
        _checksums = checksums;
        _shard = file.Prepare(
            "SELECT session, chunks, frames, failed_frames, first_record, last_record, input_sha256, checksum, device, "
            + "dnabert_budget_tokens, esm_budget_tokens, dnabert_tokens, esm_tokens, "
            + string.Join(", ", RunSchema.SecondsColumns) + " FROM shard WHERE shard = ?");
        _chunks = file.Prepare(
            "SELECT position, sequence, record, number, start, length, input_hash, frames, max_others, max_virus "
            + "FROM chunk WHERE shard = ? ORDER BY position");
        _frames = file.Prepare(
            "SELECT position, frame, others, virus FROM frame WHERE shard = ? ORDER BY position, frame");
    }

    /// <summary>Reads a shard.</summary>
    /// <param name="index">Its index.</param>
    /// <exception cref="DamagedDataException">It is not there, or not what was written.</exception>
    /// <exception cref="SqliteException">The file is damaged, or can't be read.</exception>
    public StoredShard Read(int index)
    {
        try
        {
            return ReadRows(index);
        }
        finally
        {
            _shard.Reset();
            _chunks.Reset();
            _frames.Reset();
        }
    }

    private StoredShard ReadRows(int index)
    {
        if (!_shard.Bind(index).Step())
        {
            throw new DamagedDataException(string.Create(CultureInfo.InvariantCulture, $"shard {index} is missing"));
        }

        var row = new StoredRow(_shard, "shard");
        var counts = new ShardCounts(row.Long(1), row.Long(2), row.Long(3), row.OptionalLong(4), row.OptionalLong(5));
        var work = ReadWork(row, 8);
        var shard = new StoredShard(new ShardResult(index, row.Bytes(6), ReadChunks(index, counts.Chunks), work), row.Long(0));
        if (!_checksums.OfShard(shard).AsSpan().SequenceEqual(row.Bytes(7)) || ShardCounts.Of(shard.Result) != counts)
        {
            throw Amiss(index);
        }

        return shard;
    }

    private static ShardWork ReadWork(StoredRow row, int column)
    {
        var seconds = new StageSeconds();
        foreach (var stage in PipelineStages.All)
        {
            seconds[stage] = row.Double(column + 5 + (int)stage);
        }

        return new ShardWork(
            row.Text(column), row.Int(column + 1), row.Int(column + 2), row.Long(column + 3), row.Long(column + 4), seconds);
    }

    private static DamagedDataException Amiss(int index) =>
        new(string.Create(CultureInfo.InvariantCulture, $"shard {index} does not match its checksum"));

    private List<ChunkResult> ReadChunks(int index, long count)
    {
        _chunks.Bind(index);
        var chunks = new List<ChunkResult>();
        var hasFrame = _frames.Bind(index).Step();
        while (_chunks.Step())
        {
            var row = new StoredRow(_chunks, "chunk");
            if (row.Long(0) != chunks.Count || chunks.Count == count)
            {
                throw Amiss(index);
            }

            var frames = new List<FrameResult>();
            while (hasFrame && _frames.Long(0) == chunks.Count && frames.Count < Frames.Count)
            {
                frames.Add(ReadFrame(index, new StoredRow(_frames, "frame")));
                hasFrame = _frames.Step();
            }

            chunks.Add(ReadChunk(index, row, chunks.LastOrDefault()?.SequenceId, frames));
        }

        return hasFrame ? throw Amiss(index) : chunks;
    }

    private static FrameResult ReadFrame(int index, StoredRow row) => new(
        Frames.TryGetValue(row.Text(1), out var frame) ? frame : throw Amiss(index),
        (row.OptionalFloat(2), row.OptionalFloat(3)) switch
        {
            (null, null) => null,
            ({ } others, { } virus) => new FrameScore(others, virus),
            _ => throw Amiss(index),
        });

    private static ChunkResult ReadChunk(int index, StoredRow row, string? lastId, List<FrameResult> frames)
    {
        // Chunks of one sequence share its id, which may be long.
        var id = row.Text(1);
        var chunk = new ChunkResult(
            id == lastId ? lastId : id, row.Long(2), row.Int(3), row.Int(4), row.Int(5), row.Long(6), frames);
        return row.Long(7) == frames.Count && SameBits(chunk.Consensus?.Others, row.OptionalFloat(8))
            && SameBits(chunk.Consensus?.Virus, row.OptionalFloat(9))
            ? chunk
            : throw Amiss(index);
    }

    // Equals, unlike ==, finds the same in two NaNs; the sign of a zero counts.
    private static bool SameBits(float? computed, float? stored) =>
        computed.Equals(stored) && (computed is not { } value || float.IsNegative(value) == float.IsNegative(stored!.Value));
}
