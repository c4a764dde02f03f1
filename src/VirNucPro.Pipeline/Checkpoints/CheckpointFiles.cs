using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Verification;

namespace VirNucPro.Pipeline.Checkpoints;

/// <summary>Looks at the state of a run without changing anything in its folder.</summary>
public static class CheckpointFiles
{
    /// <summary>Tells what a run has saved.</summary>
    /// <param name="path">The output folder, or the database in it.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="RunFailedException">
    /// There is none (<see cref="FailureKind.InputMissing"/>), or another process works there, or it is damaged as a whole
    /// (<see cref="FailureKind.CheckpointRefused"/>); nothing else is thrown but cancellation.
    /// </exception>
    /// <exception cref="OperationCanceledException">The reading was stopped.</exception>
    public static InspectedCheckpoint Inspect(string path, CancellationToken cancellation) => FailureMap.Guard(path, () =>
    {
        var file = Find(path);
        using var run = Open(file);
        return CheckpointInspection.Read(file, run.Database, cancellation);
    });

    /// <summary>Checks that nothing in a run's database has changed, and that the result files are what it holds.</summary>
    /// <inheritdoc cref="Inspect"/>
    public static VerificationReport Verify(string path, CancellationToken cancellation) => FailureMap.Guard(path, () =>
    {
        var file = Find(path);
        using var run = Open(file);
        return CheckpointVerification.Run(Path.GetDirectoryName(file)!, run.Database, cancellation);
    });

    private static string Find(string path)
    {
        var fullPath = Path.GetFullPath(path);
        var file = Directory.Exists(fullPath) ? Path.Combine(fullPath, RunLayout.DatabaseName) : fullPath;
        return File.Exists(file)
            ? file
            : throw Missing($"There is no {file}, so no run has saved anything there.");
    }

    private static RunSnapshot Open(string file) =>
        RunSnapshot.Open(file) ?? throw Missing($"{file} is empty: its run was ended before it saved anything.");

    private static RunFailedException Missing(string message) => new(
        FailureKind.InputMissing, $"{message} Name the output folder of a run of 'virnucpro predict', or start one with --resume.");
}
