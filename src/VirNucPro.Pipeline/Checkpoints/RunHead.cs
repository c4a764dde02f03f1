using System.Globalization;
using Microsoft.Data.Sqlite;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>What the database of a run says of itself, checked; of its shards which there are, unread.</summary>
/// <param name="Parameters">What the results depend on.</param>
/// <param name="End">How the run ended; null where it has not.</param>
/// <param name="Sessions">Its sessions.</param>
/// <param name="Shards">The indices of its shards, in order.</param>
internal sealed record RunHead(
    IReadOnlyList<RunParameter> Parameters, RunEnd? End, IReadOnlyList<RunSession> Sessions, IReadOnlyList<int> Shards)
{
    /// <summary>Reads it; takes a few look-ups a shard.</summary>
    /// <param name="file">The database.</param>
    /// <exception cref="DamagedDataException">Something is not what was written, or shards of a finished run are missing.</exception>
    /// <exception cref="SqliteException">The same, or the file can't be read.</exception>
    public static RunHead Read(RunFile file)
    {
        RunSchema.Check(file);
        var parameters = RunTables.ReadParameters(file);
        using var checksums = new RunChecksums(parameters);
        var end = RunTables.ReadEnd(file, checksums);
        var sessions = RunTables.ReadSessions(file, checksums)
            .Select(session => session ?? throw new DamagedDataException("a session does not match its checksum"))
            .ToList();
        var keys = new ShardKeys(file);
        var shards = keys.Ascending(ShardKeys.Shard).ToList();
        foreach (var table in (ReadOnlySpan<string>)[ShardKeys.Chunk, ShardKeys.Frame])
        {
            foreach (var index in keys.Ascending(table))
            {
                if (shards.BinarySearch(index) < 0)
                {
                    throw new DamagedDataException(
                        string.Create(CultureInfo.InvariantCulture, $"table {table} has rows of shard {index}, which is missing"));
                }
            }
        }

        if (end is not null && !end.IsCompleteWith(shards, RunParameters.PartOf(parameters)))
        {
            throw new DamagedDataException("shards of the finished run are missing");
        }

        return new RunHead(parameters, end, sessions, shards);
    }
}
