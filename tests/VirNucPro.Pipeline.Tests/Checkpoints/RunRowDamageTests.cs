using Xunit.Abstractions;

namespace VirNucPro.Pipeline.Tests.Checkpoints;

/// <summary>Rows that were changed in a file that is sound to SQLite; <see cref="DamagedRun"/> judges.</summary>
public sealed class RunRowDamageTests(ITestOutputHelper output) : IDisposable
{
    private readonly DamagedRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("parameter", "name,value")]
    [InlineData("run", "finished,shards,sequences,empty_sequences,checksum")]
    [InlineData("session", "session,started,version,arguments,wall_seconds,shards,checksum")]
    [InlineData("shard", "shard,session,chunks,frames,failed_frames,first_record,last_record,input_sha256,device,dnabert_budget_tokens,"
        + "esm_budget_tokens,dnabert_tokens,esm_tokens,sequence_chunking_seconds,six_frame_translation_seconds,"
        + "nucleotide_splitting_seconds,protein_splitting_seconds,dnabert_extraction_seconds,esm_extraction_seconds,"
        + "feature_merging_seconds,model_prediction_seconds,consensus_scoring_seconds,checksum")]
    [InlineData("chunk", "shard,position,sequence,record,number,start,length,input_hash,frames,max_others,max_virus")]
    [InlineData("frame", "shard,position,frame,others,virus")]
    public void AnotherValueInAnyColumnIsNoticed(string table, string columns)
    {
        foreach (var column in columns.Split(','))
        {
            // One row, of a chunk in the middle of a shard where there are such.
            var row = table switch
            {
                "chunk" => "shard = 0 AND position = 70",
                "frame" => "shard = 0 AND position = 70 AND frame = (SELECT max(frame) FROM frame WHERE shard = 0 AND position = 70)",
                "shard" => "shard = 0",
                _ => "rowid = 1",
            };
            string[] values = column == table
                ? ["1000000", "-5"]
                : [$"{column} + 1000000", $"'x' || {column}", $"CAST(upper({column}) || 'Y' AS BLOB)", "''"];
            foreach (var value in values)
            {
                Assert.NotNull(_run.CheckSql($"UPDATE {table} SET {column} = {value} WHERE {row}"));
            }
        }

        output.WriteLine(_run.Figures);
    }

    [Theory]
    [InlineData("UPDATE chunk SET sequence = upper(sequence) WHERE shard = 0 AND position = 5")]
    [InlineData("UPDATE chunk SET max_virus = max_virus + 0.5, max_others = NULL WHERE shard = 0 AND position = 5")]
    [InlineData("UPDATE frame SET others = NULL, virus = NULL WHERE shard = 0")]
    [InlineData("UPDATE frame SET others = virus, virus = others WHERE shard = 0")]
    [InlineData("UPDATE frame SET shard = 2 WHERE shard = 0")]
    [InlineData("UPDATE chunk SET shard = 30 WHERE shard = 4")]
    [InlineData("UPDATE shard SET shard = 30 WHERE shard = 4")]
    [InlineData("UPDATE shard SET checksum = (SELECT checksum FROM shard WHERE shard = 5) WHERE shard = 4")]
    [InlineData("DELETE FROM frame WHERE shard = 0 AND position = 70")]
    [InlineData("DELETE FROM chunk WHERE shard = 0 AND position = 139")]
    [InlineData("DELETE FROM chunk WHERE shard = 0")]
    [InlineData("DELETE FROM shard WHERE shard = 23")]
    [InlineData("DELETE FROM run")]
    [InlineData("INSERT INTO run SELECT 2, finished, shards, sequences, empty_sequences, checksum FROM run")]
    [InlineData("INSERT INTO frame VALUES (99, 0, 'F1', 1.0, 2.0)")]
    [InlineData("INSERT INTO frame VALUES (0, 70, 'F4', 1.0, 2.0)")]
    [InlineData("INSERT INTO frame VALUES (0, 99999, 'F1', 1.0, 2.0)")]
    [InlineData("INSERT INTO chunk VALUES (-5, 0, 'a', 1, 1, 0, 500, 0, 0, NULL, NULL)")]
    [InlineData("INSERT INTO chunk VALUES (4000000000000, 0, 'a', 1, 1, 0, 500, 0, 0, NULL, NULL)")]
    [InlineData("INSERT INTO parameter VALUES (10, 'extra', '1')")]
    [InlineData("CREATE INDEX extra ON chunk (sequence)")]
    [InlineData("DROP VIEW chunk_result")]
    [InlineData("DROP TABLE session")]
    [InlineData("PRAGMA journal_mode = WAL")]
    public void ARowThatIsMovedLostOrMadeUpIsNoticed(string sql)
    {
        var damage = _run.CheckSql(sql);

        Assert.NotNull(damage);
        output.WriteLine($"{_run.Figures}: {damage}");
    }
}
