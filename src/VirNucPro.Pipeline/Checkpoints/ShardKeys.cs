using Microsoft.Data.Sqlite;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>Lists the shards that a table has rows of, with one look-up a shard.</summary>
/// <param name="file">The database; outlives this object.</param>
internal sealed class ShardKeys(RunFile file)
{
    public const string Shard = "shard";
    public const string Chunk = "chunk";
    public const string Frame = "frame";

    /// <summary>From the smallest on.</summary>
    /// <param name="table">One of the three.</param>
    /// <exception cref="DamagedDataException">They are not in order, or no index at all.</exception>
    /// <exception cref="SqliteException">The file is damaged.</exception>
    public IEnumerable<int> Ascending(string table) => List(
        $"SELECT shard FROM {table} WHERE shard > $last ORDER BY shard LIMIT 1",
        long.MinValue,
        (next, last) => next > last);

    /// <summary>From the largest on.</summary>
    /// <inheritdoc cref="Ascending"/>
    public IEnumerable<int> Descending(string table) => List(
        $"SELECT shard FROM {table} WHERE shard < $last ORDER BY shard DESC LIMIT 1",
        long.MaxValue,
        (next, last) => next < last);

    private IEnumerable<int> List(string sql, long last, Func<long, long, bool> follows)
    {
        var statement = file.Prepare(sql);
        while (true)
        {
            statement.Bind(last);
            var found = statement.Step() ? statement.Value(0) : null;
            statement.Reset();
            switch (found)
            {
                case null:
                    yield break;
                case long next and >= 0 and <= int.MaxValue when follows(next, last):
                    last = next;
                    yield return (int)next;
                    break;
                default:
                    throw new DamagedDataException("the shards are not in order");
            }
        }
    }
}
