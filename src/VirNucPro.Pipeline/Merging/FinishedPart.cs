using Microsoft.Data.Sqlite;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Outputs;

namespace VirNucPro.Pipeline.Merging;

/// <summary>A part of a run that is done, with every shard that it must have.</summary>
/// <param name="Directory">Its folder, as the user names it.</param>
/// <param name="Part">Which part it is.</param>
/// <param name="Parameters">What its results depend on, the part left out.</param>
/// <param name="End">What it knows of the whole input.</param>
/// <param name="Sessions">The work on it.</param>
internal sealed record FinishedPart(
    string Directory, RunPart Part, IReadOnlyList<RunParameter> Parameters, RunEnd End, IReadOnlyList<RunSession> Sessions)
{
    private string Database => Path.Combine(Path.GetFullPath(Directory), RunLayout.DatabaseName);

    /// <summary>Reads a folder and checks everything in its database.</summary>
    /// <param name="directory">The folder.</param>
    /// <exception cref="RunFailedException">
    /// There is no run (<see cref="FailureKind.InputMissing"/>), or it is no part, not finished, damaged, or in use
    /// (<see cref="FailureKind.CheckpointRefused"/>).
    /// </exception>
    public static FinishedPart Read(string directory)
    {
        var path = Path.Combine(Path.GetFullPath(directory), RunLayout.DatabaseName);
        if (!File.Exists(path))
        {
            throw new RunFailedException(
                FailureKind.InputMissing, $"There is no {path}. Name the output folders of 'virnucpro predict --shard I/N'.");
        }

        using var run = Open(path, directory);
        if (RunParameters.PartOf(run.Parameters) is not { } part)
        {
            throw Refused($"{directory} holds a whole run, not a part of one. Name the output folders of 'virnucpro predict --shard I/N'.");
        }

        return run.End is { } end
            ? new FinishedPart(directory, part, RunParameters.OfWhole(run.Parameters), end, run.EarlierSessions)
            : throw Unfinished(directory, $"is not finished: {run.Shards.Count} shard(s) of part {part} are done");
    }

    /// <summary>Its shards, each checked again, in order.</summary>
    /// <exception cref="RunFailedException">It is not what it was when it was read.</exception>
    public IEnumerable<StoredShard> ReadShards()
    {
        using var run = Open(Database, Directory);
        foreach (var shard in run.ReadStoredShards())
        {
            yield return shard;
        }
    }

    private static RunDatabase Open(string path, string directory)
    {
        try
        {
            return RunDatabase.OpenToRead(path) ?? throw Unfinished(directory, "was ended before it saved anything");
        }
        catch (Exception failure) when (SqliteFailure.NeedsRollback(failure))
        {
            throw Unfinished(directory, "is not finished: it was killed while it saved a shard");
        }
        catch (Exception failure) when (SqliteFailure.IsDamage(failure))
        {
            throw Unfinished(directory, $"is damaged ({failure.Message.TrimEnd('.')})");
        }
        catch (SqliteException failure)
        {
            throw SqliteFailure.Translate(failure, path);
        }
    }

    private static RunFailedException Unfinished(string directory, string state) => Refused(
        $"The part in {directory} {state}. Give its command again, with --resume, then merge.");

    private static RunFailedException Refused(string message) => new(FailureKind.CheckpointRefused, message);
}
