using System.Collections.Concurrent;
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

/// <summary>One run of <see cref="EmbedRun"/>.</summary>
internal sealed class EmbedJob(
    EmbedOptions options,
    Func<string, ComputeOptions, IModelSource> openModels,
    ILoggerFactory loggers,
    TimeProvider time,
    IProgress<RunProgress>? progress)
{
    private const string Esm2 = "esm2";
    private const string DnabertS = "dnabert-s";

    // What the classifier of predict was trained with.
    private const string Esm2Pooling = "mean over the first 1024 residues of the last layer; start and end tokens excluded";
    private const string DnabertPooling = "mean over all tokens of the last layer; [CLS] and [SEP] included";

    private readonly ILogger _log = loggers.CreateLogger("virnucpro.pipeline");
    private readonly PipelineTelemetry _telemetry = new(loggers, time);
    private readonly SharedBatches _shared = new();
    private readonly ConcurrentDictionary<string, Func<bool>> _help = new();
    private readonly List<BatchingEmbedder> _embedders = [];
    private readonly bool _isEsm = options.Encoder == Esm2;
    private int _width;

    private PipelineStage Extraction => _isEsm ? PipelineStage.EsmExtraction : PipelineStage.DnabertExtraction;

    public EmbedSummary Run(CancellationToken cancellation)
    {
        if (options.Encoder is not (Esm2 or DnabertS))
        {
            throw new RunFailedException(FailureKind.Usage, $"'{options.Encoder}' is no encoder. Choose {Esm2} or {DnabertS}.");
        }

        var request = DeviceRequest.Parse(options.Compute);
        var target = EmbeddingTarget.Parse(options.OutputPath);
        target.RefuseExisting(options.Force);
        using var input = SequenceInput.Open(options.InputPaths, _log);
        var report = new ProgressReporter(progress, time, input.LengthBytes);
        report.Update(state => state);
        cancellation.ThrowIfCancellationRequested();

        using var models = openModels(options.ModelsDirectory, options.Compute with { Threads = request.ThreadsPerDevice });
        var identity = Task.Run(
            () => _isEsm ? models.IdentifyEsm2(cancellation) : models.IdentifyDnabertS(cancellation), cancellation);
        var devices = request.Choose(models);
        devices.Describe(_log, models, request.ThreadsPerDevice);
        var split = new SplitStage<EmbedShard>(
            _isEsm ? PipelineStage.ProteinSplitting : PipelineStage.NucleotideSplitting,
            _isEsm ? models.OpenEsm2Tokenizer() : models.OpenDnabertTokenizer(),
            shard => shard.Records.Count,
            (shard, row) => shard.Records[row].Bases,
            (shard, row) => shard.DescribeRecord(row),
            shard => shard.Tokens);

        using var output = target.Create();
        var failed = new List<string>();
        using var line = new ShardLine<EmbedShard>(RunDevices.PreparerCount, devices.Devices.Count, time, _log, cancellation);
        var runner = new StageRunner(time, _telemetry);
        line.Run(
            new WindowStage(time).Run(input),
            shard =>
            {
                runner.Prepare([split], shard, line.Stopping);
                return true;
            },
            [
                .. devices.Devices.Select(device =>
                {
                    var timeline = _telemetry.OpenTimeline();
                    return new ShardDevice<EmbedShard>(device.Name, (shards, done) => Compute(
                        device, devices, models, timeline, report,
                        (stage, deviceReport) => runner.Compute(
                            [stage], deviceReport.Follow(shards, shard => [shard.Tokens.TokenCount]), timeline, done, line.Stopping),
                        line.Stopping))
                    {
                        Help = () => _help.TryGetValue(device.Name, out var help) && help(),
                    };
                }),
            ],
            _ => { },
            shard =>
            {
                output.Start(_width, Origin);
                output.Write(shard, _width);
                failed.AddRange(shard.Records.Where((_, row) => float.IsNaN(shard.Embeddings[shard.Tokens.Rows[row] * _width])).Select(record => record.Id));
                report.FinishShard(shard, state => state with { Shards = state.Shards + 1, Sequences = shard.SequencesRead });
            });

        if (_width == 0)
        {
            // No sequence, so no device had to load the model; the array's header needs its width.
            using var embedder = Load(devices.Devices[0], devices, models);
            _width = embedder.Width;
        }

        output.Start(_width, Origin);
        output.Publish(cancellation);
        report.Finish(state => state with { Activity = "Done", DoneFraction = 1, Sequences = input.Sequences });
        _telemetry.LogEncoder(options.Encoder, devices.Names, devices.PrecisionName, EncoderMetrics.Over([.. _embedders.Select(encoder => encoder.Metrics)]));
        return new EmbedSummary
        {
            OutputPath = target.Path,
            IdsPath = target.IdsPath,
            Rows = output.RowCount,
            Width = _width,
            EmptySequences = input.EmptySequences,
            Elapsed = _telemetry.Elapsed,
            IsDemo = models.IsDemo,
            Device = devices.Names,
            Precision = devices.PrecisionName,
            FailedSequences = failed,
        };

        // The models' files are read meanwhile, and after the first embeddings this has mostly been done.
        EmbeddingOrigin Origin() => new(
            options.Encoder,
            identity.GetAwaiter().GetResult(),
            devices.PrecisionName,
            _isEsm ? Esm2Pooling : DnabertPooling,
            PredictJob.Version,
            models.IsDemo ? DemoModels.Notice : null);
    }

    private BatchingEmbedder Load(ComputeDevice device, RunDevices devices, IModelSource models) => devices.Load(
        _isEsm ? models.LoadEsm2 : models.LoadDnabertS,
        device,
        _isEsm ? options.Compute.EsmBatchTokens : options.Compute.DnabertBatchTokens,
        _shared,
        _log,
        time);

    private void Compute(
        ComputeDevice device,
        RunDevices devices,
        IModelSource models,
        StageTimeline timeline,
        ProgressReporter report,
        Action<IShardStage<EmbedShard>, DeviceReporter> compute,
        CancellationToken stopping)
    {
        // Until now the device waited for its first shard.
        timeline.EndWait(new StageSeconds());
        timeline.StartStage(Extraction);
        using var embedder = Load(device, devices, models);
        _width = embedder.Width;
        timeline.EndStage(Extraction);
        lock (_embedders)
        {
            // Its figures are read at the end, also of a device that fails before.
            _embedders.Add(embedder);
        }

        _help[device.Name] = () => StageRunner.Help(Extraction, embedder, timeline, stopping);
        using var deviceReport = report.OpenDevice(device.Name, new EncoderShare(_isEsm ? EncoderNames.Esm2 : EncoderNames.DnabertS, 1));
        report.Update(state => state with { Activity = "Embedding" });
        compute(
            new EmbedStage<EmbedShard>(
                Extraction,
                embedder,
                shard => shard.Tokens,
                (shard, row) => shard.DescribeRecord(row),
                (shard, embeddings) => shard.Embeddings = embeddings,
                tokens => deviceReport.Embedded(0, tokens)),
            deviceReport);
    }
}
