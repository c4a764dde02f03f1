using System.Diagnostics;
using Microsoft.Extensions.Logging;
using VirNucPro.Models;
using VirNucPro.Models.Demo;
using VirNucPro.Pipeline.Batching;
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
    private readonly List<BatchingEmbedder> _dnabert = [];
    private readonly List<BatchingEmbedder> _esm = [];

    public RunSummary Run(CancellationToken cancellation)
    {
        var request = DeviceRequest.Parse(options.Compute);
        CheckNumbers();
        OutputFolder.RefuseFilled(layout.Directory, options.Force);

        _telemetry.StartStage(PipelineStage.SequenceChunking);
        using var input = SequenceInput.Open(options.InputPath, _log);
        var report = new ProgressReporter(progress, time, input.LengthBytes);
        report.Update(state => state);
        _telemetry.EndStage(PipelineStage.SequenceChunking);
        cancellation.ThrowIfCancellationRequested();

        _telemetry.StartStage(PipelineStage.DnabertExtraction);
        using var models = openModels(options.ModelsDirectory, options.Compute with { Threads = request.ThreadsPerDevice });
        var devices = request.Choose(models);
        var classifierPath = options.ClassifierPath ?? models.FindClassifier(options.ExpectedLengthBp);
        var fingerprints = models.ReadFingerprints(classifierPath, options.ExpectedLengthBp);
        var preparation = PreparationStages(models);
        _telemetry.EndStage(PipelineStage.DnabertExtraction);

        var notice = models.IsDemo ? DemoModels.Notice : null;
        using var folder = new OutputFolder(layout.Directory, options.Force);
        var consensus = new ConsensusStage(
            new FrameTable(folder.Add(layout.FrameTable).Text, notice), new ChunkTable(folder.Add(layout.ChunkTable).Text, notice));
        IntermediateFiles? intermediate = options.KeepIntermediate
            ? new(
                folder.Add(layout.ChunkFasta).Stream,
                folder.Add(layout.NucleotideFasta).Stream,
                folder.Add(layout.ProteinFasta).Stream)
            : null;

        using var line = new ShardLine<PredictShard>(RunDevices.PreparerCount, devices.Devices.Count, time, _log, cancellation);
        var runner = new StageRunner(time, _telemetry);
        line.Run(
            new ChunkStage(options.ExpectedLengthBp, time).Run(input),
            shard =>
            {
                runner.Prepare(preparation, shard, line.Stopping);
                return true;
            },
            [
                .. devices.Devices.Select(device =>
                {
                    var timeline = _telemetry.OpenTimeline();
                    return new ShardDevice<PredictShard>(device.Name, (shards, done) => Compute(
                        device, devices, models, classifierPath, timeline, report,
                        stages => runner.Compute(stages, shards, timeline, done, line.Stopping)));
                }),
            ],
            _ => { },
            shard =>
            {
                consensus.Run(shard);
                intermediate?.Write(shard);
                report.Advance(shard, 1, state => state with
                {
                    Sequences = shard.SequencesRead,
                    Chunks = consensus.Chunks,
                });
            });

        folder.Commit();
        RemoveStaleFiles(folder.Files);
        report.Finish(state => state with { Activity = "Done", DoneFraction = 1, Sequences = input.Sequences });
        return Summarize(input, models, devices, fingerprints, consensus, notice, folder.Files);
    }

    private void CheckNumbers()
    {
        if (options.ExpectedLengthBp < 1 || options.ClassifierBatchRows < 1)
        {
            throw new RunFailedException(
                FailureKind.Usage, "The chunk length and the classifier's batch size must be 1 or more.");
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

    /// <summary>The work of one inference thread: loads the models to its device, then computes shards.</summary>
    private void Compute(
        ComputeDevice device,
        RunDevices devices,
        IModelSource models,
        string classifierPath,
        StageTimeline timeline,
        ProgressReporter report,
        Action<IReadOnlyList<IShardStage<PredictShard>>> compute)
    {
        // Until now the device waited for its first shard.
        timeline.EndWait(new StageSeconds());
        timeline.StartStage(PipelineStage.DnabertExtraction);
        using var dnabert = devices.Load(models.LoadDnabertS, device, options.Compute.DnabertBatchTokens, _log, time);
        timeline.EndStage(PipelineStage.DnabertExtraction);

        timeline.StartStage(PipelineStage.EsmExtraction);
        using var esm = devices.Load(models.LoadEsm2, device, options.Compute.EsmBatchTokens, _log, time);
        timeline.EndStage(PipelineStage.EsmExtraction);

        timeline.StartStage(PipelineStage.ModelPrediction);
        using var classifier = models.LoadClassifier(
            classifierPath, options.ExpectedLengthBp, dnabert.Width + esm.Width, device);
        timeline.EndStage(PipelineStage.ModelPrediction);
        lock (_dnabert)
        {
            // Their figures are read at the end, also of a device that fails before.
            _dnabert.Add(dnabert);
            _esm.Add(esm);
        }

        report.Update(state => state with { Activity = "Predicting" });

        // What a token costs grows with the square of the width.
        var dnabertPart = Square(dnabert.Width) / (Square(dnabert.Width) + Square(esm.Width));
        compute(
        [
            new EmbedStage<PredictShard>(
                PipelineStage.DnabertExtraction,
                dnabert,
                shard => shard.Nucleotides,
                (shard, frame) => shard.DescribeFrame(frame),
                (shard, embeddings) => shard.NucleotideEmbeddings = embeddings,
                (shard, tokens, share) => report.Advance(
                    shard, dnabertPart * share, state => state with { DnabertTokens = state.DnabertTokens + tokens })),
            new EmbedStage<PredictShard>(
                PipelineStage.EsmExtraction,
                esm,
                shard => shard.Proteins,
                (shard, frame) => shard.DescribeFrame(frame),
                (shard, embeddings) =>
                {
                    shard.ProteinEmbeddings = embeddings;
                    report.Update(state => state with { Frames = state.Frames + shard.Frames.Count });
                },
                (shard, tokens, share) => report.Advance(
                    shard, (1 - dnabertPart) * share, state => state with { EsmTokens = state.EsmTokens + tokens })),
            new MergeStage(dnabert.Width, esm.Width),
            new ClassifyStage(classifier, options.ClassifierBatchRows, _log),
        ]);
    }

    private static double Square(double value) => value * value;

    /// <summary>Files of an earlier run that this one did not write would pass for its results.</summary>
    private void RemoveStaleFiles(IReadOnlyList<string> written)
    {
        foreach (var path in layout.IntermediateFiles.Except(written))
        {
            File.Delete(path);
        }
    }

    private RunSummary Summarize(
        SequenceInput input,
        IModelSource models,
        RunDevices devices,
        ModelFingerprints fingerprints,
        ConsensusStage consensus,
        string? notice,
        IReadOnlyList<string> files)
    {
        if (consensus.Frames == 0)
        {
            NoOpenFrame(input.Name, consensus.Chunks);
        }

        using var process = Process.GetCurrentProcess();
        _telemetry.LogSummary(new RunMetrics
        {
            Sequences = input.Sequences,
            EmptySequences = input.EmptySequences,
            Chunks = consensus.Chunks,
            ChunksWithoutFrames = consensus.ChunksWithoutFrames,
            ViralChunks = consensus.ViralChunks,
            Frames = consensus.Frames,
            Dnabert = EncoderMetrics.Over([.. _dnabert.Select(encoder => encoder.Metrics)]),
            Esm = EncoderMetrics.Over([.. _esm.Select(encoder => encoder.Metrics)]),
            PeakMemoryBytes = process.PeakWorkingSet64,
            Device = devices.Names,
            Precision = devices.PrecisionName,
            LibtorchVersion = models.LibtorchVersion.ToString(),
            Models = fingerprints,
            BaselineSeconds = options.BaselineSeconds,
            DemoNotice = notice,
        });
        return new RunSummary
        {
            OutputDirectory = layout.Directory,
            Files = files,
            Sequences = input.Sequences,
            EmptySequences = input.EmptySequences,
            Chunks = consensus.Chunks,
            ChunksWithoutFrames = consensus.ChunksWithoutFrames,
            ViralChunks = consensus.ViralChunks,
            Frames = consensus.Frames,
            Elapsed = _telemetry.Elapsed,
            IsDemo = models.IsDemo,
            Device = devices.Names,
            Precision = devices.PrecisionName,
            FailedSequences = consensus.FailedSequences,
        };
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Input}: none of the {Chunks} chunks has a reading frame without a stop codon, so there is nothing to predict; the result files hold only their headers.")]
    private partial void NoOpenFrame(string input, long chunks);
}
