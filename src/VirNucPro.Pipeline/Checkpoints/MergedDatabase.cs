using VirNucPro.Pipeline.Outputs;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>Makes the database of a run out of shards that were computed elsewhere.</summary>
/// <remarks>It gets its name when everything is in it; result files are yet to be written, so the run is not finished.</remarks>
internal static class MergedDatabase
{
    /// <summary>Writes the database.</summary>
    /// <param name="path">The file; one that is there is replaced at the end.</param>
    /// <param name="parameters">What the results depend on.</param>
    /// <param name="sessions">The sessions of all shards.</param>
    /// <param name="shards">Every shard once, in any order.</param>
    /// <param name="deleteFiles">Deletes what else the run that is replaced has left; called when nothing of the parts can be amiss any more.</param>
    /// <exception cref="RunFailedException">Another process holds the file that is there.</exception>
    /// <exception cref="IOException">Writing failed; a full disk has the HResult of ENOSPC.</exception>
    public static void Write(
        string path,
        IReadOnlyList<RunParameter> parameters,
        IReadOnlyList<RunSession> sessions,
        IEnumerable<StoredShard> shards,
        Action deleteFiles)
    {
        var temporaryPath = TemporaryPath(path);
        RunFile.Delete(temporaryPath);
        try
        {
            RunFile.Guard(temporaryPath, () =>
            {
                Fill(temporaryPath, parameters, sessions, shards);
                return true;
            });
            RunFile.DeleteSideFiles(temporaryPath);
            deleteFiles();
            RunDatabase.Delete(path);
            File.Move(temporaryPath, path);
        }
        catch
        {
            RunFile.Delete(temporaryPath);
            throw;
        }
    }

    /// <summary>Deletes what a merge that was killed has left.</summary>
    /// <param name="path">The database that it would have written.</param>
    public static void DeleteUnfinished(string path) => RunFile.Delete(TemporaryPath(path));

    private static string TemporaryPath(string path) => path + PendingFile.TemporaryExtension;

    private static void Fill(
        string path, IReadOnlyList<RunParameter> parameters, IReadOnlyList<RunSession> sessions, IEnumerable<StoredShard> shards)
    {
        using var file = RunFile.Open(path, create: true);
        using var checksums = new RunChecksums(parameters);

        // A file that is not complete is thrown away: nothing in it needs to be undone.
        file.Execute("PRAGMA journal_mode = OFF");
        file.InTransaction(() =>
        {
            RunSchema.Create(file);
            RunTables.WriteParameters(file, parameters, checksums);
            foreach (var session in sessions)
            {
                RunTables.WriteSession(file, session, checksums);
            }

            var writer = new ShardWriter(file, checksums);
            foreach (var shard in shards)
            {
                writer.Write(shard);
            }
        });
    }
}
