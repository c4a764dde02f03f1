using System.Globalization;
using Microsoft.Data.Sqlite;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>What a sound database of a run holds, read and checked to the last value; of the shards, what recognises them.</summary>
/// <param name="Parameters">What the results depend on.</param>
/// <param name="End">How the run ended; null where it has not.</param>
/// <param name="Sessions">Its sessions.</param>
/// <param name="Shards">Its shards.</param>
internal sealed record RunContents(
    IReadOnlyList<RunParameter> Parameters, RunEnd? End, IReadOnlyList<RunSession> Sessions, FinishedShards Shards)
{
    /// <summary>Reads everything.</summary>
    /// <param name="file">The database.</param>
    /// <exception cref="DamagedDataException">Something is not what was written.</exception>
    /// <exception cref="SqliteException">The same, or the file can't be read.</exception>
    public static RunContents Read(RunFile file)
    {
        RunSchema.Check(file);
        var parameters = RunTables.ReadParameters(file);
        using var checksums = new RunChecksums(parameters);
        var end = RunTables.ReadEnd(file, checksums);
        var sessions = RunTables.ReadSessions(file, checksums)
            .Select(session => session ?? throw new DamagedDataException("a session does not match its checksum"))
            .ToList();
        var shards = ReadShards(file, checksums);
        if (end is not null && !end.IsCompleteWith([.. shards.Keys], RunParameters.PartOf(parameters)))
        {
            throw new DamagedDataException("shards of the finished run are missing");
        }

        return new RunContents(parameters, end, sessions, shards);
    }

    private static FinishedShards ReadShards(RunFile file, RunChecksums checksums)
    {
        var keys = new ShardKeys(file);
        var reader = new ShardReader(file, checksums);
        var shards = new FinishedShards();
        foreach (var index in keys.Ascending(ShardKeys.Shard))
        {
            shards.Set(reader.Read(index).Result);
        }

        foreach (var table in (ReadOnlySpan<string>)[ShardKeys.Chunk, ShardKeys.Frame])
        {
            foreach (var index in keys.Ascending(table))
            {
                if (!shards.ContainsKey(index))
                {
                    throw new DamagedDataException(
                        string.Create(CultureInfo.InvariantCulture, $"table {table} has rows of shard {index}, which is missing"));
                }
            }
        }

        return shards;
    }
}
