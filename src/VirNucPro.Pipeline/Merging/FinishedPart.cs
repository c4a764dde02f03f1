using Microsoft.Data.Sqlite;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Outputs;

namespace VirNucPro.Pipeline.Merging;

/// <summary>A part of a run that is done, with every shard that it must have.</summary>
/// <param name="Directory">Its folder, as the user names it.</param>
/// <param name="Part">Which part it is.</param>
/// <param name="Head">What its database says of it.</param>
internal sealed record FinishedPart(string Directory, RunPart Part, RunHead Head)
{
    private string Database => Path.Combine(Path.GetFullPath(Directory), RunLayout.DatabaseName);

    /// <summary>What its results depend on, the part left out.</summary>
    public IReadOnlyList<RunParameter> Parameters { get; } = RunParameters.OfWhole(Head.Parameters);

    /// <summary>What it knows of the whole input.</summary>
    public RunEnd End => Head.End!;

    /// <summary>The work on it.</summary>
    public IReadOnlyList<RunSession> Sessions => Head.Sessions;

    /// <summary>Looks at a folder; the shards are checked as they are read.</summary>
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

        var head = Guard(path, directory, () =>
        {
            using var file = RunFile.OpenReadOnly(path);
            return file.Scalar("PRAGMA page_count") is 0L ? null : ReadHead(file);
        });
        if (head is null)
        {
            throw Unfinished(directory, "was ended before it saved anything");
        }

        if (RunParameters.PartOf(head.Parameters) is not { } part)
        {
            throw Refused($"{directory} holds a whole run, not a part of one. Name the output folders of 'virnucpro predict --shard I/N'.");
        }

        return head.End is null
            ? throw Unfinished(directory, $"is not finished: {head.Shards.Count} shard(s) are done", part)
            : new FinishedPart(directory, part, head);
    }

    /// <summary>Its shards in order, each checked against its checksum.</summary>
    /// <exception cref="RunFailedException">It is damaged, or not what it was when it was looked at.</exception>
    public IEnumerable<StoredShard> ReadShards()
    {
        using var file = Guard(Database, Directory, () => RunFile.OpenReadOnly(Database));
        if (Guard(Database, Directory, () => ReadHead(file)).End != End)
        {
            throw Refused($"The part in {Directory} was computed anew meanwhile. Merge again.");
        }

        using var checksums = new RunChecksums(Head.Parameters);
        var reader = Guard(Database, Directory, () => new ShardReader(file, checksums));
        foreach (var index in Head.Shards)
        {
            yield return Guard(Database, Directory, () => reader.Read(index));
        }
    }

    private static RunHead ReadHead(RunFile file)
    {
        RunSchema.RefuseForeign(file);
        return RunHead.Read(file);
    }

    private static T Guard<T>(string path, string directory, Func<T> read)
    {
        try
        {
            return read();
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

    private static RunFailedException Unfinished(string directory, string state, RunPart? part = null) => Refused(
        $"The part in {directory} {state}. Go on with it, with the options that it had: virnucpro predict ... "
        + (part is null ? "" : $"--shard {part.Number}/{part.Count} ") + $"-o {directory} --resume; then merge.");

    private static RunFailedException Refused(string message) => new(FailureKind.CheckpointRefused, message);
}
