using Microsoft.Data.Sqlite;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>Carries what is sound in a damaged database of a run into a new one, which takes its name.</summary>
/// <remarks>
/// The old file stays as it is, and locked, until the new one is on the disk under its temporary name. Whenever the process
/// is killed, the name stands for one of the two in full: for the old one until the last step, which is one rename. The new
/// one never meets the old one's journal: that goes before, when nothing in it is needed.
/// </remarks>
internal sealed class RunSalvage
{
    private const string Suffix = ".salvaged";

    // No shard takes less of a file than its row: bounds the search for those that no key leads to.
    private const int SmallestShardBytes = 128;

    private readonly RunFile _damaged;
    private readonly IReadOnlyList<RunParameter> _parameters;
    private readonly RunChecksums _checksums;
    private readonly ShardReader _reader;

    private RunSalvage(RunFile damaged, RunChecksums checksums, IReadOnlyList<RunParameter> parameters)
    {
        _damaged = damaged;
        _parameters = parameters;
        _checksums = checksums;
        _reader = new ShardReader(damaged, checksums);
    }

    /// <summary>Puts a sound database in the place of a damaged one. The caller disposes of the damaged one afterwards.</summary>
    /// <param name="damaged">The damaged one, whose file has lost its name when this returns.</param>
    /// <returns>Indices of shards that are known to have been in it and could not be carried over, in order.</returns>
    /// <exception cref="DamagedDataException">Nothing vouches for its parameters.</exception>
    /// <exception cref="SqliteException">The same; or the new file can't be written.</exception>
    public static IReadOnlyList<int> Replace(RunFile damaged)
    {
        var parameters = RunTables.ReadParameters(damaged);
        using var checksums = new RunChecksums(parameters);
        var salvage = new RunSalvage(damaged, checksums, parameters);
        var path = TemporaryPath(damaged.Path);
        RunFile.Delete(path);
        try
        {
            var lost = salvage.Write(path);
            RunFile.DeleteSideFiles(path);
            RunFile.DeleteSideFiles(damaged.Path);
            File.Move(path, damaged.Path, overwrite: true);
            return lost;
        }
        catch
        {
            RunFile.Delete(path);
            throw;
        }
    }

    /// <summary>Where the new database of a salvage lies until it is complete.</summary>
    /// <param name="path">The database.</param>
    public static string TemporaryPath(string path) => path + Suffix;

    private List<int> Write(string path)
    {
        using var sound = RunFile.Open(path, create: true);
        var lost = new List<int>();
        sound.InTransaction(() =>
        {
            RunSchema.Create(sound);
            RunTables.WriteParameters(sound, _parameters, _checksums);
            foreach (var session in UpToDamage(RunTables.ReadSessions(_damaged, _checksums)).OfType<RunSession>())
            {
                RunTables.WriteSession(sound, session, _checksums);
            }

            var carried = WriteShards(sound, lost);
            var (end, isSound) = ReadEnd();
            if (!isSound && carried.Count == 0)
            {
                throw new DamagedDataException("neither the run's row nor any shard matches the parameters");
            }

            if (end is not null && lost.Count == 0 && end.IsCompleteWith(carried, RunParameters.PartOf(_parameters)))
            {
                RunTables.WriteEnd(sound, end, _checksums);
            }
        });
        return lost;
    }

    private List<int> WriteShards(RunFile sound, List<int> lost)
    {
        var writer = new ShardWriter(sound, _checksums);
        var carried = new List<int>();
        var known = FindKeys();
        var probed = Enumerable.Range(0, (int)Math.Min(known.DefaultIfEmpty(-1).Max() + 1L, _damaged.LengthBytes / SmallestShardBytes));
        foreach (var index in known.Union(probed).Order())
        {
            if (TryRead(index) is { } shard)
            {
                writer.Write(shard);
                carried.Add(index);
            }
            else if (known.Contains(index))
            {
                lost.Add(index);
            }
        }

        return carried;
    }

    // From both ends, so that one unreadable page does not hide all that follows it.
    private HashSet<int> FindKeys()
    {
        var keys = new ShardKeys(_damaged);
        HashSet<int> found = [];
        foreach (var table in (ReadOnlySpan<string>)[ShardKeys.Shard, ShardKeys.Chunk, ShardKeys.Frame])
        {
            found.UnionWith(UpToDamage(keys.Ascending(table)));
            found.UnionWith(UpToDamage(keys.Descending(table)));
        }

        return found;
    }

    private StoredShard? TryRead(int index)
    {
        try
        {
            return _reader.Read(index);
        }
        catch (Exception failure) when (SqliteFailure.IsDamage(failure))
        {
            return null;
        }
    }

    private (RunEnd? End, bool IsSound) ReadEnd()
    {
        try
        {
            return (RunTables.ReadEnd(_damaged, _checksums), true);
        }
        catch (Exception failure) when (SqliteFailure.IsDamage(failure))
        {
            return (null, false);
        }
    }

    private static IEnumerable<T> UpToDamage<T>(IEnumerable<T> items)
    {
        using var enumerator = items.GetEnumerator();
        while (true)
        {
            try
            {
                if (!enumerator.MoveNext())
                {
                    yield break;
                }
            }
            catch (Exception failure) when (SqliteFailure.IsDamage(failure))
            {
                yield break;
            }

            yield return enumerator.Current;
        }
    }
}
