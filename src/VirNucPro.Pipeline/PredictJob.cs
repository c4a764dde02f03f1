using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Logging;
using VirNucPro.Models.Demo;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Input;
using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Stages;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline;

/// <summary>One run of <see cref="PredictRun"/>.</summary>
internal sealed partial class PredictJob(
    PredictOptions options,
    RunLayout layout,
    Func<string, ComputeOptions, IModelSource> openModels,
    ILoggerFactory loggers,
    TimeProvider time,
    IProgress<RunProgress>? progress)
{
    private readonly ILogger _log = loggers.CreateLogger("virnucpro.pipeline");
    private readonly PipelineTelemetry _telemetry = new(loggers, time);

    /// <summary>The version of the program.</summary>
    internal static string Version =>
        typeof(PredictJob).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;

    public RunSummary Run(CancellationToken cancellation)
    {
        var request = DeviceRequest.Parse(options.Compute);
        CheckNumbers();

        _telemetry.StartStage(PipelineStage.SequenceChunking);
        using var folder = new OutputFolder(layout.Directory);
        using var checkpoint = RunCheckpoint.Look(layout, options.Resume, options.Force, _log);
        using var input = SequenceInput.Open(options.InputPaths, _log);
        var report = new ProgressReporter(progress, time, input.LengthBytes);
        report.Update(state => state);
        _telemetry.EndStage(PipelineStage.SequenceChunking);
        cancellation.ThrowIfCancellationRequested();

        _telemetry.StartStage(PipelineStage.DnabertExtraction);
        using var models = openModels(options.ModelsDirectory, options.Compute with { Threads = request.ThreadsPerDevice });
        var classifierPath = options.ClassifierPath ?? models.FindClassifier(options.ExpectedLengthBp);
        var identity = Task.Run(() => models.Identify(classifierPath, cancellation), cancellation);
        var devices = request.Choose(models);
        var fingerprints = models.ReadFingerprints(classifierPath, options.ExpectedLengthBp);
        var preparation = PreparationStages(models);
        _telemetry.EndStage(PipelineStage.DnabertExtraction);

        folder.Create();
        IntermediateFiles? intermediate = null;
        if (checkpoint.IsContinued)
        {
            Begin();
        }

        using var line = new ShardLine<PredictShard>(RunDevices.PreparerCount, devices.Devices.Count, time, _log, cancellation);
        var runner = new StageRunner(time, _telemetry);
        var inference = new PredictInference(
            options with { Compute = checkpoint.WithBudgets(options.Compute) },
            devices, models, classifierPath, report, runner, _log, time);
        line.Run(
            new ChunkStage(options.ExpectedLengthBp, options.ShardChunks, time).Run(input),
            shard =>
            {
                shard.Digest();
                shard.IsReused = checkpoint.Reuses(shard);

                // The files of -k need the frames of every shard.
                var stages = (shard.IsReused, options.KeepIntermediate) switch
                {
                    (false, _) => preparation,
                    (true, false) => [],
                    (true, true) => preparation[..1],
                };
                runner.Prepare(stages, shard, line.Stopping);
                return !shard.IsReused;
            },
            [
                .. devices.Devices.Select(device =>
                {
                    var timeline = _telemetry.OpenTimeline();
                    return new ShardDevice<PredictShard>(
                        device.Name, (shards, done) => inference.Run(device, timeline, shards, done, line.Stopping))
                    {
                        WaitsForShard = checkpoint.IsContinued,
                    };
                }),
            ],
            shard =>
            {
                if (!shard.IsReused)
                {
                    checkpoint.Add(ConsensusStage.Run(shard), _telemetry.Elapsed);
                }

                report.Advance(shard, 1, state => state with
                {
                    Sequences = Math.Max(state.Sequences, shard.SequencesRead),
                    Chunks = state.Chunks + shard.Chunks.Count,
                    ReusedChunks = state.ReusedChunks + (shard.IsReused ? shard.Chunks.Count : 0),
                });
            },
            options.KeepIntermediate ? shard => intermediate!.Write(shard) : null,
            checkpoint.IsContinued ? null : Begin);

        if (checkpoint.AddedShards == 0)
        {
            // No inference thread has accounted for the time: it went into reading the input and comparing it.
            _telemetry.StartStage(PipelineStage.SequenceChunking);
            _telemetry.EndStage(PipelineStage.SequenceChunking);
        }

        var notice = models.IsDemo ? DemoModels.Notice : null;
        var isExported = checkpoint is { WasFinished: true, AddedShards: 0 } && layout.ResultFiles.All(File.Exists);
        var export = new ResultExport(
            new FrameTable(isExported ? TextWriter.Null : folder.Add(layout.FrameTable).Text, notice),
            new ChunkTable(isExported ? TextWriter.Null : folder.Add(layout.ChunkTable).Text, notice));
        foreach (var shard in checkpoint.ReadShards(checkpoint.ReusedShards + checkpoint.AddedShards))
        {
            export.Write(shard);
        }

        folder.Commit();
        checkpoint.Finish(input.Sequences, input.EmptySequences, _telemetry.Elapsed);
        report.Finish(state => state with { Activity = "Done", DoneFraction = 1, Sequences = input.Sequences });
        return Summarize(input, models, devices, inference, fingerprints, export, checkpoint, notice, folder.Files);

        // A run that continues one must know first what it can reuse; for a new one this happens while the models load.
        void Begin()
        {
            checkpoint.Begin(
                RunParameters.Of(options, devices, identity.GetAwaiter().GetResult()),
                Version,
                $"{devices.Names}, {devices.PrecisionName}, libtorch {models.LibtorchVersion}");
            intermediate = options.KeepIntermediate
                ? new IntermediateFiles(
                    folder.Add(layout.ChunkFasta).Stream,
                    folder.Add(layout.NucleotideFasta).Stream,
                    folder.Add(layout.ProteinFasta).Stream)
                : null;
        }
    }

    private void CheckNumbers()
    {
        if (options.ExpectedLengthBp < 1 || options.ClassifierBatchRows < 1 || options.ShardChunks < 1)
        {
            throw new RunFailedException(
                FailureKind.Usage, "The chunk length, the chunks of a shard and the classifier's batch size must be 1 or more.");
        }
    }

    private static IShardStage<PredictShard>[] PreparationStages(IModelSource models) =>
    [
        new TranslateStage(),
        new SplitStage<PredictShard>(
            PipelineStage.NucleotideSplitting,
            models.OpenDnabertTokenizer(),
            shard => shard.Frames.Count,
            (shard, frame) => shard.Frames[frame].Nucleotides,
            (shard, frame) => shard.DescribeFrame(frame),
            shard => shard.Nucleotides),
        new SplitStage<PredictShard>(
            PipelineStage.ProteinSplitting,
            models.OpenEsm2Tokenizer(),
            shard => shard.Frames.Count,
            (shard, frame) => shard.Frames[frame].Protein,
            (shard, frame) => shard.DescribeFrame(frame),
            shard => shard.Proteins),
    ];

    private RunSummary Summarize(
        SequenceInput input,
        IModelSource models,
        RunDevices devices,
        PredictInference inference,
        ModelFingerprints fingerprints,
        ResultExport export,
        RunCheckpoint checkpoint,
        string? notice,
        IReadOnlyList<string> files)
    {
        if (export.Frames == 0)
        {
            NoOpenFrame(input.Name, export.Chunks);
        }

        using var process = Process.GetCurrentProcess();
        _telemetry.LogSummary(new RunMetrics
        {
            Sequences = input.Sequences,
            EmptySequences = input.EmptySequences,
            Chunks = export.Chunks,
            ChunksWithoutFrames = export.ChunksWithoutFrames,
            ViralChunks = export.ViralChunks,
            Frames = export.Frames,
            Dnabert = inference.Dnabert,
            Esm = inference.Esm,
            PeakMemoryBytes = process.PeakWorkingSet64,
            Device = devices.Names,
            Precision = devices.PrecisionName,
            LibtorchVersion = models.LibtorchVersion.ToString(),
            Models = fingerprints,
            Shards = checkpoint.ReusedShards + checkpoint.AddedShards,
            ReusedShards = checkpoint.ReusedShards,
            EarlierSeconds = checkpoint.EarlierSeconds,
            BaselineSeconds = options.BaselineSeconds,
            DemoNotice = notice,
        });
        return new RunSummary
        {
            OutputDirectory = layout.Directory,
            Files = files,
            Sequences = input.Sequences,
            EmptySequences = input.EmptySequences,
            Chunks = export.Chunks,
            ChunksWithoutFrames = export.ChunksWithoutFrames,
            ViralChunks = export.ViralChunks,
            Frames = export.Frames,
            Elapsed = _telemetry.Elapsed,
            IsDemo = models.IsDemo,
            Device = devices.Names,
            Precision = devices.PrecisionName,
            FailedSequences = export.FailedSequences,
            Shards = checkpoint.ReusedShards + checkpoint.AddedShards,
            ReusedShards = checkpoint.ReusedShards,
            WasFinished = checkpoint is { WasFinished: true, AddedShards: 0 },
        };
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Input}: none of the {Chunks} chunks has a reading frame without a stop codon, so there is nothing to predict; the result files hold only their headers.")]
    private partial void NoOpenFrame(string input, long chunks);
}
