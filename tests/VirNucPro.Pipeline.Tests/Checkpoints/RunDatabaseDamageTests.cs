using Xunit.Abstractions;

namespace VirNucPro.Pipeline.Tests.Checkpoints;

/// <summary>
/// Whatever happens to a run's database: it is refused, or all that it offers is what was written. <see cref="DamagedRun"/>
/// judges; every case also adds a shard afterwards and opens the file once more.
/// </summary>
public sealed class RunDatabaseDamageTests(ITestOutputHelper output) : IDisposable
{
    private readonly DamagedRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public void ABitThatFlipsOnAnyPageChangesNoResult()
    {
        var bit = 0;
        for (var page = 0; page < _run.Pages; page++)
        {
            foreach (var place in _run.PlacesIn(page))
            {
                var mask = (byte)(1 << (bit++ % 8));
                _run.CheckBytes($"page {page}, byte {place % DamagedRun.PageBytes}, bit mask {mask}", bytes =>
                {
                    bytes[place] ^= mask;
                    return bytes;
                });
            }
        }

        output.WriteLine(_run.Figures);
        Assert.True(_run.Cases >= 500, _run.Figures);
        Assert.True(_run.SalvagedInFull > 0 && _run.SalvagedInPart > 0, _run.Figures);
        Assert.True(_run.Refused < _run.Cases / 10, _run.Figures);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ABitThatFlipsInTheHeaderChangesNoResult(bool freePages)
    {
        using var run = new DamagedRun(freePages);
        for (var place = 0; place < 100; place++)
        {
            foreach (var mask in (byte[])[0x01, 0x02, 0x80])
            {
                run.CheckBytes($"header, byte {place}, bit mask {mask}", bytes =>
                {
                    bytes[place] ^= mask;
                    return bytes;
                });
            }
        }

        output.WriteLine(run.Figures);
    }

    [Fact]
    public void APageThatIsLostOrMisplacedChangesNoResult()
    {
        for (var page = 0; page < _run.Pages; page++)
        {
            var start = DamagedRun.OffsetOf(page);
            var other = DamagedRun.OffsetOf((page + 1) % _run.Pages);
            _run.CheckBytes($"page {page} zeroed", bytes =>
            {
                bytes.AsSpan(start, DamagedRun.PageBytes).Clear();
                return bytes;
            });
            _run.CheckBytes($"second half of page {page} filled", bytes =>
            {
                bytes.AsSpan(start + (DamagedRun.PageBytes / 2), DamagedRun.PageBytes / 2).Fill(0xFF);
                return bytes;
            });
            _run.CheckBytes($"page {page} swapped with the next", bytes =>
            {
                bytes.AsSpan(other, DamagedRun.PageBytes).CopyTo(bytes.AsSpan(start));
                _run.Bytes.AsSpan(start, DamagedRun.PageBytes).CopyTo(bytes.AsSpan(other));
                return bytes;
            });
            _run.CheckBytes($"page {page} as the next", bytes =>
            {
                bytes.AsSpan(other, DamagedRun.PageBytes).CopyTo(bytes.AsSpan(start));
                return bytes;
            });
            _run.CheckBytes($"cut before page {page}", bytes => bytes[..start]);
            _run.CheckBytes($"cut in page {page}", bytes => bytes[..(start + 1000)]);
        }

        foreach (var length in (int[])[1, 512, DamagedRun.PageBytes, 10 * DamagedRun.PageBytes])
        {
            _run.CheckBytes($"{length} bytes more", bytes => [.. bytes, .. Enumerable.Repeat((byte)0xA5, length)]);
        }

        output.WriteLine(_run.Figures);
    }

    [Fact]
    public void ADamagedJournalChangesNoResult()
    {
        var (bytes, journal) = _run.HalfWritten();
        for (var i = 0; i < 100; i++)
        {
            var place = i < 28 ? i : (int)((long)i * journal.Length / 100);
            byte[] damaged = [.. journal];
            damaged[place] ^= (byte)(1 << (i % 8));
            _run.CheckJournal($"journal, byte {place}", bytes, damaged);
        }

        for (var length = 0; length < journal.Length; length += 3000)
        {
            _run.CheckJournal($"journal of {length} bytes", bytes, journal[..length]);
        }

        output.WriteLine(_run.Figures);
    }

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
