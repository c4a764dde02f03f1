using System.Globalization;
using Microsoft.Extensions.Logging;
using VirNucPro.Models;
using VirNucPro.Models.Demo;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Plots;

namespace VirNucPro.Pipeline.Snapshots;

/// <summary>Records in FP32 what the models make of an input, and compares later runs with it.</summary>
public static class SnapshotRun
{
    /// <summary>Records embeddings, scores and verdicts; the file appears when it is complete.</summary>
    /// <param name="options">What to record.</param>
    /// <param name="loggers">Told of what happens.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Told a few times a second; null for none.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RunFailedException">Whatever went wrong; nothing else is thrown but cancellation.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static SnapshotSummary Create(
        SnapshotCreateOptions options, ILoggerFactory loggers, TimeProvider time, IProgress<RunProgress>? progress, CancellationToken cancellation) =>
        Create(options, LibtorchModels.Open, loggers, time, progress, cancellation);

    /// <summary>Runs a snapshot's input again and compares.</summary>
    /// <param name="options">With what to compare.</param>
    /// <param name="loggers">Told of what happens.</param>
    /// <param name="time">The clock.</param>
    /// <param name="progress">Told a few times a second; null for none.</param>
    /// <param name="cancellation">Stops it.</param>
    /// <exception cref="RunFailedException">The snapshot was made with other models (<see cref="FailureKind.CheckpointRefused"/>), or whatever else went wrong; nothing else is thrown but cancellation.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public static SnapshotComparison Compare(
        SnapshotCompareOptions options, ILoggerFactory loggers, TimeProvider time, IProgress<RunProgress>? progress, CancellationToken cancellation) =>
        Compare(options, LibtorchModels.Open, loggers, time, progress, cancellation);

    internal static SnapshotSummary Create(
        SnapshotCreateOptions options,
        Func<string, ComputeOptions, IModelSource> openModels,
        ILoggerFactory loggers,
        TimeProvider time,
        IProgress<RunProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return FailureMap.Guard(options.OutputPath, () =>
        {
            if (options.Compute.Precision is not ("auto" or "fp32"))
            {
                throw new RunFailedException(FailureKind.Usage, $"A snapshot is made in fp32, not in {options.Compute.Precision}: what is compared with it may have another precision.");
            }

            PendingFile.RefuseExisting(options.OutputPath, options.Force);
            var path = Path.GetFullPath(options.OutputPath);
            var compute = options.Compute with { Precision = "fp32" };
            var request = DeviceRequest.Parse(compute);
            using var models = openModels(options.ModelsDirectory, compute with { Threads = request.ThreadsPerDevice });
            var classifierPath = options.ClassifierPath ?? models.FindClassifier(options.ExpectedLengthBp);
            var identity = models.Identify(classifierPath, cancellation);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using var writer = new SnapshotWriter(path);
            var run = new PredictOptions
            {
                InputPaths = options.InputPaths,
                ModelsDirectory = options.ModelsDirectory,
                ExpectedLengthBp = options.ExpectedLengthBp,
                Compute = compute,
            };
            var devices = new FramePipeline(run, request, models, classifierPath, loggers, time, progress).Run(writer.Add, cancellation);
            if (writer.Frames == 0)
            {
                throw new RunFailedException(FailureKind.BadInput, "No chunk of the input has a reading frame without a stop codon, so there is nothing to record.");
            }

            writer.Write(path, FactsOf(options.ExpectedLengthBp, devices, models, identity));
            return new SnapshotSummary(path, writer.Sequences, writer.Frames, models.IsDemo);
        });
    }

    internal static SnapshotComparison Compare(
        SnapshotCompareOptions options,
        Func<string, ComputeOptions, IModelSource> openModels,
        ILoggerFactory loggers,
        TimeProvider time,
        IProgress<RunProgress>? progress,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(options);
        return FailureMap.Guard(options.JsonPath ?? options.PlotPath ?? Path.GetTempPath(), () =>
        {
            if (options.PlotPath is { } name)
            {
                PictureFile.CheckName(name);
            }

            var request = DeviceRequest.Parse(options.Compute);
            using var snapshot = SnapshotReader.Open(options.SnapshotPath);
            using var models = openModels(options.ModelsDirectory, options.Compute with { Threads = request.ThreadsPerDevice });
            var classifierPath = options.ClassifierPath ?? models.FindClassifier(snapshot.ChunkLengthBp);
            var identity = models.Identify(classifierPath, cancellation);
            if (!options.OtherWeights)
            {
                CheckModels(snapshot, identity);
            }

            var directory = Directory.CreateTempSubdirectory("virnucpro-snapshot-").FullName;
            try
            {
                var inputPath = Path.Combine(directory, "input.fasta");
                snapshot.WriteInput(inputPath);
                var run = new PredictOptions
                {
                    InputPaths = [inputPath],
                    ModelsDirectory = options.ModelsDirectory,
                    ExpectedLengthBp = snapshot.ChunkLengthBp,
                    Compute = options.Compute,
                };
                using var comparer = new SnapshotComparer(snapshot);
                var devices = new FramePipeline(run, request, models, classifierPath, loggers, time, progress).Run(comparer.Add, cancellation);
                var facts = FactsOf(snapshot.ChunkLengthBp, devices, models, identity)
                    .ToDictionary(fact => fact.Name, fact => fact.Value, StringComparer.Ordinal);
                var comparison = comparer.Complete(facts, ThresholdsOf(options, devices.Precision));
                if (options.JsonPath is { } jsonPath)
                {
                    SnapshotComparisonFile.Write(comparison, jsonPath);
                }

                if (options.PlotPath is { } plotPath)
                {
                    comparer.PictureOf(comparison).Write(plotPath);
                }

                return comparison;
            }
            finally
            {
                Directory.Delete(directory, recursive: true);
            }
        });
    }

    private static SnapshotThresholds ThresholdsOf(SnapshotCompareOptions options, ModelPrecision precision)
    {
        var own = precision == ModelPrecision.Fp32 ? SnapshotThresholds.FullPrecision : SnapshotThresholds.ReducedPrecision;
        return new(
            options.MinCosine ?? own.MinCosine,
            options.MaxDifference ?? own.MaxDifference,
            options.MaxScoreDifference ?? own.MaxScoreDifference);
    }

    private static void CheckModels(SnapshotReader snapshot, IReadOnlyList<RunParameter> identity)
    {
        string[] differences =
        [
            .. identity
                .Where(part => snapshot.Facts.GetValueOrDefault(part.Name) != part.Value)
                .Select(part => $"{part.Name} ({RunParameters.Shorten(part.Value)}, not {RunParameters.Shorten(snapshot.Facts.GetValueOrDefault(part.Name) ?? "recorded")})"),
        ];
        if (differences.Length > 0)
        {
            throw new RunFailedException(
                FailureKind.CheckpointRefused,
                $"The snapshot {snapshot} was made with other files: {string.Join(", ", differences)}. Name the models that it was made with (--models), or compare other ones on purpose (--other-weights).");
        }
    }

    private static IEnumerable<RunParameter> FactsOf(int chunkLengthBp, RunDevices devices, IModelSource models, IReadOnlyList<RunParameter> identity)
    {
        yield return new(SnapshotFormat.VersionKey, SnapshotFormat.Version);
        yield return new(SnapshotFormat.ChunkLengthKey, chunkLengthBp.ToString(CultureInfo.InvariantCulture));
        yield return new("program", PredictJob.Version);
        yield return new("libtorch", models.LibtorchVersion.ToString());
        yield return new("device", string.Join(", ", devices.Devices.Select(device => $"{device.Name} ({device.Description})")));
        yield return new(SnapshotFormat.PrecisionKey, devices.PrecisionName);
        foreach (var part in identity)
        {
            yield return part;
        }

        if (models.IsDemo)
        {
            yield return new(SnapshotFormat.NoticeKey, DemoModels.Notice);
        }
    }
}
