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
        var head = RunHead.Read(file);
        using var checksums = new RunChecksums(head.Parameters);
        var reader = new ShardReader(file, checksums);
        var shards = new FinishedShards();
        foreach (var index in head.Shards)
        {
            shards.Set(reader.Read(index).Result);
        }

        return new RunContents(head.Parameters, head.End, head.Sessions, shards);
    }
}
