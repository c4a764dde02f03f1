using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Logging;
using VirNucPro.Models;
using VirNucPro.Models.Demo;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Input;
using VirNucPro.Pipeline.Outputs;
using VirNucPro.Pipeline.Report;
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
        using var checkpoint = RunCheckpoint.Look(layout, options, _log);
        using var input = SequenceInput.Open(options.InputPaths, _log);

        // A part has about its share of the input, in some shard more or less.
        var report = new ProgressReporter(progress, time, input.LengthBytes / (options.Part?.Count ?? 1));
        report.Update(state => state);
        _telemetry.EndStage(PipelineStage.SequenceChunking);
        cancellation.ThrowIfCancellationRequested();

        _telemetry.StartStage(PipelineStage.DnabertExtraction);
        using var models = openModels(options.ModelsDirectory, options.Compute with { Threads = request.ThreadsPerDevice });
        var classifierPath = options.ClassifierPath ?? models.FindClassifier(options.ExpectedLengthBp);
        var identity = Task.Run(() => models.Identify(classifierPath, cancellation), cancellation);
        var devices = request.Choose(models);
        devices.Describe(_log, models, request.ThreadsPerDevice);
        var fingerprints = models.ReadFingerprints(classifierPath, options.ExpectedLengthBp);
        var preparation = PreparationStages(models.OpenDnabertTokenizer(), models.OpenEsm2Tokenizer());
        _telemetry.EndStage(PipelineStage.DnabertExtraction);

        folder.Create();
        IntermediateFiles? intermediate = null;
        SequenceExport? sequences = null;
        var shardCount = 0;
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
            new ChunkStage(options.ExpectedLengthBp, options.ShardChunks, options.Part, time).Run(input),
            shard =>
            {
                if (shard.IsElsewhere)
                {
                    return false;
                }

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
                        WaitsForShard = checkpoint.IsContinued || options.Part is not null,
                        Help = () => inference.Help(device),
                    };
                }),
            ],
            shard =>
            {
                if (shard is { IsReused: false, IsElsewhere: false })
                {
                    shard.Result = ConsensusStage.Run(shard);
                    checkpoint.Add(shard.Result, _telemetry.Elapsed);
                }

                report.FinishShard(shard, state => state with
                {
                    Shards = state.Shards + (shard.IsElsewhere ? 0 : 1),
                    Sequences = Math.Max(state.Sequences, shard.SequencesRead),
                    Chunks = state.Chunks + shard.Chunks.Count,
                    ReusedChunks = state.ReusedChunks + (shard.IsReused ? shard.Chunks.Count : 0),
                });
            },
            shard =>
            {
                shardCount++;
                intermediate?.Write(shard);
                sequences?.Write(shard, shard.Result ?? checkpoint.ReadShard(shard.Index));
            },
            checkpoint.IsContinued ? null : Begin);

        checkpoint.RefuseOtherEnd(shardCount, input.Sequences, input.EmptySequences);
        if (checkpoint.AddedShards == 0)
        {
            // No inference thread has accounted for the time: it went into reading the input and comparing it.
            _telemetry.StartStage(PipelineStage.SequenceChunking);
            _telemetry.EndStage(PipelineStage.SequenceChunking);
        }

        var notice = models.IsDemo ? DemoModels.Notice : null;

        // A part computes; the files are written where the parts are merged.
        var isExported = options.Part is not null
            || (checkpoint is { WasFinished: true, AddedShards: 0 } && layout.ResultFiles.Concat(layout.ReportFiles).All(File.Exists));
        var content = new RunContent();
        var export = new ResultExport(
            new FrameTable(isExported ? TextWriter.Null : folder.Add(layout.FrameTable).Text, notice),
            new ChunkTable(isExported ? TextWriter.Null : folder.Add(layout.ChunkTable).Text, notice),
            new ContigTable(isExported ? TextWriter.Null : folder.Add(layout.ContigTable).Text, notice),
            options.ContigRules,
            content.Add);
        var work = new ShardWorkSum();
        var session = checkpoint.Sessions[^1].Number;
        foreach (var shard in checkpoint.ReadShards(shardCount))
        {
            export.Write(shard.Result);
            work.Add(shard.Result.Work, isEarlier: shard.Session != session);
        }

        export.Complete();
        var metrics = Measure(input, models, devices, inference, fingerprints, export, checkpoint, notice);
        if (isExported)
        {
            // Only now it is sure that no shard had to be computed.
            foreach (var file in sequences?.Files ?? [])
            {
                folder.Withdraw(file);
            }
        }
        else
        {
            sequences!.Complete();
            WriteReport(folder, input, checkpoint, export, metrics, work, content);
        }

        folder.Commit();
        checkpoint.Finish(shardCount, input.Sequences, input.EmptySequences, _telemetry.Elapsed);
        report.Finish(state => state with { Activity = "Done", DoneFraction = 1, Sequences = input.Sequences });
        return Summarize(input, models, export, checkpoint, metrics, folder.Files);

        // A run that continues one must know first what it can reuse; for a new one this happens while the models load.
        void Begin()
        {
            checkpoint.Begin(
                RunParameters.Of(options, devices, identity.GetAwaiter().GetResult(), models.IsDemo),
                Version,
                RunSession.Describe(devices.Names, devices.PrecisionName, models.LibtorchVersion),
                [.. options.InputPaths.Select(path => InputFile.IsStandardInput(path) ? path : Path.GetFullPath(path))]);
            if (options.Part is not null)
            {
                return;
            }

            intermediate = options.KeepIntermediate
                ? new IntermediateFiles(
                    folder.Add(layout.ChunkFasta).Stream,
                    folder.Add(layout.NucleotideFasta).Stream,
                    folder.Add(layout.ProteinFasta).Stream)
                : null;
            sequences = new SequenceExport(folder, layout, options.ContigRules);
        }
    }

    private void CheckNumbers()
    {
        if (options.ExpectedLengthBp < 1 || options.ClassifierBatchRows < 1 || options.ShardChunks < 1)
        {
            throw new RunFailedException(
                FailureKind.Usage, "The chunk length, the chunks of a shard and the classifier's batch size must be 1 or more.");
        }

        options.ContigRules.Check();
        layout.CheckNames();
    }

    /// <summary>What is done to a shard ahead of the device: six frames, then the tokens of their DNA, then those of their proteins.</summary>
    /// <param name="dnabertTokenizer">DNABERT-S's tokenizer.</param>
    /// <param name="esmTokenizer">ESM-2's.</param>
    internal static IShardStage<PredictShard>[] PreparationStages(ITokenizer dnabertTokenizer, ITokenizer esmTokenizer) =>
    [
        new TranslateStage(),
        new SplitStage<PredictShard>(
            PipelineStage.NucleotideSplitting,
            dnabertTokenizer,
            shard => shard.Frames.Count,
            (shard, frame) => shard.Frames[frame].Nucleotides,
            (shard, frame) => shard.DescribeFrame(frame),
            shard => shard.Nucleotides),
        new SplitStage<PredictShard>(
            PipelineStage.ProteinSplitting,
            esmTokenizer,
            shard => shard.Frames.Count,
            (shard, frame) => shard.Frames[frame].Protein,
            (shard, frame) => shard.DescribeFrame(frame),
            shard => shard.Proteins),
    ];

    private RunMetrics Measure(
        SequenceInput input,
        IModelSource models,
        RunDevices devices,
        PredictInference inference,
        ModelFingerprints fingerprints,
        ResultExport export,
        RunCheckpoint checkpoint,
        string? notice)
    {
        using var process = Process.GetCurrentProcess();
        return new RunMetrics
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
        };
    }

    private void WriteReport(
        OutputFolder folder,
        SequenceInput input,
        RunCheckpoint checkpoint,
        ResultExport export,
        RunMetrics metrics,
        ShardWorkSum work,
        RunContent content)
    {
        var facts = new RunFacts
        {
            Version = Version,
            Inputs = input.Files,
            ChunkLengthBp = options.ExpectedLengthBp,
            Rules = options.ContigRules,
            Parameters = checkpoint.Parameters,
            Sessions = checkpoint.Sessions,
            Written = time.GetUtcNow(),
            Metrics = metrics,
            SessionSeconds = _telemetry.Elapsed.TotalSeconds,
            SessionStages = _telemetry.CriticalPath(time.GetTimestamp()),
            Work = work,
            FailedSequences = export.FailedSequences,
        };
        ReportDocument.Write(folder.Add(layout.Report).Stream, facts, content);
        SummaryDocument.WriteFile(folder.Add(layout.Summary).Stream, facts, content);
    }

    private RunSummary Summarize(
        SequenceInput input,
        IModelSource models,
        ResultExport export,
        RunCheckpoint checkpoint,
        RunMetrics metrics,
        IReadOnlyList<string> files)
    {
        if (export.Frames == 0)
        {
            NoOpenFrame(input.Name, export.Chunks);
        }

        _telemetry.LogSummary(metrics);
        return new RunSummary
        {
            OutputDirectory = layout.Directory,
            Files = files,
            Sequences = input.Sequences,
            EmptySequences = input.EmptySequences,
            Chunks = export.Chunks,
            ChunksWithoutFrames = export.ChunksWithoutFrames,
            ViralChunks = export.ViralChunks,
            Calls = export.Calls,
            Frames = export.Frames,
            Elapsed = _telemetry.Elapsed,
            IsDemo = models.IsDemo,
            Device = metrics.Device,
            Precision = metrics.Precision,
            FailedSequences = export.FailedSequences,
            Shards = checkpoint.ReusedShards + checkpoint.AddedShards,
            ReusedShards = checkpoint.ReusedShards,
            Part = options.Part,
            WasFinished = checkpoint is { WasFinished: true, AddedShards: 0 },
        };
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Input}: none of the {Chunks} chunks has a reading frame without a stop codon, so there is nothing to predict; the result files hold only their headers.")]
    private partial void NoOpenFrame(string input, long chunks);
}
