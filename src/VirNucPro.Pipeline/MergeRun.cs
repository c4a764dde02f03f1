using Microsoft.Extensions.Logging;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Input;
using VirNucPro.Pipeline.Merging;
using VirNucPro.Pipeline.Outputs;

namespace VirNucPro.Pipeline;

/// <summary>Makes one run of the parts that were computed apart (<see cref="PredictOptions.Part"/>).</summary>
/// <remarks>
/// The parts' rows become the state of a run whose shards are all done; going on with that run writes the result files, as it
/// would after any interruption. So they are the bytes of a run that was never divided.
/// </remarks>
public static class MergeRun
{
    /// <summary>Merges; result files appear only at the end, all or none. No model and no libtorch is needed.</summary>
    /// <param name="options">What to do.</param>
    /// <param name="loggers">Where messages go.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Told a few times a second, from any thread; null for none.</param>
    /// <param name="cancellation">Stops it; the same call does it again.</param>
    /// <exception cref="RunFailedException">
    /// The parts are not those of one run (<see cref="FailureKind.CheckpointRefused"/>), or whatever else went wrong; nothing
    /// else is thrown but cancellation.
    /// </exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static RunSummary Execute(
        MergeOptions options,
        ILoggerFactory loggers,
        TimeProvider time,
        IProgress<RunProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return FailureMap.Guard(options.OutputDirectory, () =>
        {
            RefusePartAsTarget(options);
            progress?.Report(new RunProgress("Looking at the parts", null, 0, 0, 0));
            var parts = FinishedParts.Read(options.PartDirectories, cancellation);
            var inputs = options.InputPaths.Count > 0 ? options.InputPaths : parts.FindInput();
            var predict = RunParameters.Apply(parts.Parameters, new PredictOptions
            {
                InputPaths = inputs,
                OutputDirectory = options.OutputDirectory,
                ModelsDirectory = "",
                SequenceFiles = options.SequenceFiles,
                KeepIntermediate = options.KeepIntermediate,
                Resume = true,
                MergedEnd = parts.End,
            });
            var layout = new RunLayout(Path.GetFullPath(options.OutputDirectory), SequenceInput.StemOf(inputs), predict.ExpectedLengthBp)
            {
                SequenceFiles = options.SequenceFiles,
            };
            layout.CheckNames();
            if (!IsMerged(layout, parts, options.Force))
            {
                using var folder = new OutputFolder(layout.Directory);
                folder.Create();
                progress?.Report(new RunProgress("Merging the parts", null, 0, 0, 0));
                MergedDatabase.Write(
                    layout.Database, parts.Parameters, parts.Sessions, Watched(parts.ReadShards(), cancellation), layout.DeleteFiles);
            }

            return new PredictJob(predict, layout, (_, _) => new MergedModels(parts), loggers, time, progress).Run(cancellation);
        });
    }

    /// <summary>What is merged must not be replaced by it.</summary>
    private static void RefusePartAsTarget(MergeOptions options)
    {
        var target = RealPathOf(options.OutputDirectory);
        if (options.PartDirectories.FirstOrDefault(part => RealPathOf(part) == target) is { } same)
        {
            throw new RunFailedException(FailureKind.Usage, $"{same} is one of the parts: the results can't go there. Name another folder (-o).");
        }
    }

    private static string RealPathOf(string directory)
    {
        var path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(directory));
        return Directory.Exists(path) ? Directory.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path;
    }

    /// <summary>
    /// Whether the folder holds a run with the parts' parameters. Going on with it compares its shards with the input, so that a merge
    /// that was killed is finished and a run of another input is refused.
    /// </summary>
    /// <exception cref="RunFailedException">It holds something else, and nobody said that it may go.</exception>
    private static bool IsMerged(RunLayout layout, FinishedParts parts, bool force)
    {
        if (force)
        {
            OutputFolder.RefuseFilled(layout.Directory, force: true);
            return false;
        }

        if (!File.Exists(layout.Database))
        {
            OutputFolder.RefuseFilled(layout.Directory, force: false);
            return false;
        }

        using var run = RunDatabase.Open(layout.Database);
        if (run is null or { IsFinished: false, Shards.Count: 0 })
        {
            return false;
        }

        if (!run.Parameters.SequenceEqual(parts.Parameters))
        {
            throw new RunFailedException(
                FailureKind.Usage, $"The folder {layout.Directory} holds another run. Name another folder (-o), or replace what it holds (--force).");
        }

        return true;
    }

    private static IEnumerable<StoredShard> Watched(IEnumerable<StoredShard> shards, CancellationToken cancellation)
    {
        foreach (var shard in shards)
        {
            cancellation.ThrowIfCancellationRequested();
            yield return shard;
        }
    }
}
