using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using VirNucPro.Models;
using VirNucPro.Pipeline.Batching;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Stages;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline;

/// <summary>What the inference threads of a run do.</summary>
/// <param name="options">The run's options, the token budgets that it goes on with included.</param>
/// <param name="devices">Its devices.</param>
/// <param name="models">Its models.</param>
/// <param name="classifierPath">The classifier in use.</param>
/// <param name="report">Told how far it is.</param>
/// <param name="runner">Keeps the stages' times.</param>
/// <param name="log">Told of failures of a device.</param>
/// <param name="time">The clock.</param>
internal sealed class PredictInference(
    PredictOptions options,
    RunDevices devices,
    IModelSource models,
    string classifierPath,
    ProgressReporter report,
    StageRunner runner,
    ILogger log,
    TimeProvider time)
{
    private readonly SharedBatches _sharedDnabert = new();
    private readonly SharedBatches _sharedEsm = new();
    private readonly ConcurrentDictionary<string, Func<bool>> _help = new();
    private readonly List<BatchingEmbedder> _dnabert = [];
    private readonly List<BatchingEmbedder> _esm = [];

    /// <summary>What DNABERT-S did, over all devices.</summary>
    public EncoderMetrics Dnabert => EncoderMetrics.Over([.. _dnabert.Select(encoder => encoder.Metrics)]);

    /// <summary>What ESM-2 did, over all devices.</summary>
    public EncoderMetrics Esm => EncoderMetrics.Over([.. _esm.Select(encoder => encoder.Metrics)]);

    /// <summary>The work of one thread: loads the models to its device, then computes shards.</summary>
    /// <param name="device">The device.</param>
    /// <param name="timeline">Its time.</param>
    /// <param name="shards">Prepared shards, waited for.</param>
    /// <param name="done">Receives each finished shard.</param>
    /// <param name="stopping">Set when the run must stop.</param>
    /// <exception cref="DeviceFailedException">The device does not work any more.</exception>
    public void Run(
        ComputeDevice device,
        StageTimeline timeline,
        IEnumerable<PredictShard> shards,
        Action<PredictShard> done,
        CancellationToken stopping)
    {
        // Until now the device waited for its first shard.
        timeline.EndWait(new StageSeconds());
        timeline.StartStage(PipelineStage.DnabertExtraction);
        using var dnabert = devices.Load(models.LoadDnabertS, device, options.Compute.DnabertBatchTokens, _sharedDnabert, log, time);
        timeline.EndStage(PipelineStage.DnabertExtraction);

        timeline.StartStage(PipelineStage.EsmExtraction);
        using var esm = devices.Load(models.LoadEsm2, device, options.Compute.EsmBatchTokens, _sharedEsm, log, time);
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

        _help[device.Name] = () =>
            StageRunner.Help(PipelineStage.DnabertExtraction, dnabert, timeline, stopping)
            || StageRunner.Help(PipelineStage.EsmExtraction, esm, timeline, stopping);

        // What a token costs grows with the square of the width.
        var dnabertWork = Square(dnabert.Width) / (Square(dnabert.Width) + Square(esm.Width));
        using var deviceReport = report.OpenDevice(
            device.Name, new EncoderShare(EncoderNames.DnabertS, dnabertWork), new EncoderShare(EncoderNames.Esm2, 1 - dnabertWork));
        report.Update(state => state with { Activity = "Predicting" });
        runner.Compute(
            StagesOn(dnabert, esm, classifier, deviceReport),
            deviceReport.Follow(shards, shard => [shard.Nucleotides.TokenCount, shard.Proteins.TokenCount]),
            timeline,
            shard =>
            {
                shard.Work = new ShardWork(
                    device.Name,
                    dnabert.BudgetTokens,
                    esm.BudgetTokens,
                    shard.Nucleotides.TokenCount,
                    shard.Proteins.TokenCount,
                    shard.Preparation.Plus(shard.Computation));
                done(shard);
            },
            stopping);
    }

    /// <summary>Takes a batch off another device's shard; on the thread that <see cref="Run"/> has, while that waits for a shard.</summary>
    /// <param name="device">The device that waits.</param>
    /// <returns>False where there is none to take.</returns>
    /// <exception cref="DeviceFailedException">The device does not work any more.</exception>
    public bool Help(ComputeDevice device) => _help.TryGetValue(device.Name, out var help) && help();

    private IShardStage<PredictShard>[] StagesOn(
        BatchingEmbedder dnabert, BatchingEmbedder esm, IFrameClassifier classifier, DeviceReporter deviceReport) =>
        [
            new EmbedStage<PredictShard>(
                PipelineStage.DnabertExtraction,
                dnabert,
                shard => shard.Nucleotides,
                (shard, frame) => shard.DescribeFrame(frame),
                (shard, embeddings) => shard.NucleotideEmbeddings = embeddings,
                tokens => deviceReport.Embedded(0, tokens)),
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
                tokens => deviceReport.Embedded(1, tokens)),
            new MergeStage(dnabert.Width, esm.Width),
            new ClassifyStage(classifier, options.ClassifierBatchRows, log),
        ];

    private static double Square(double value) => value * value;
}
