using Microsoft.Extensions.Logging;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Input;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Stages;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Snapshots;

/// <summary>The pipeline of a prediction, whose frames keep their embeddings.</summary>
/// <param name="options">Input, chunk length and how to compute.</param>
/// <param name="request">The devices asked for.</param>
/// <param name="models">The models.</param>
/// <param name="classifierPath">The classifier in use.</param>
/// <param name="loggers">Told of failures of a device.</param>
/// <param name="time">The clock.</param>
/// <param name="progress">Told a few times a second; null for none.</param>
internal sealed class FramePipeline(
    PredictOptions options,
    DeviceRequest request,
    IModelSource models,
    string classifierPath,
    ILoggerFactory loggers,
    TimeProvider time,
    IProgress<RunProgress>? progress)
{
    private readonly ILogger _log = loggers.CreateLogger("virnucpro.pipeline");

    /// <summary>Computes all frames of the input.</summary>
    /// <param name="write">Receives the shards in order, with features and scores.</param>
    /// <param name="cancellation">Stops the run.</param>
    /// <returns>The devices and the precision that were used.</returns>
    public RunDevices Run(Action<PredictShard> write, CancellationToken cancellation)
    {
        using var input = SequenceInput.Open(options.InputPaths, _log);
        var devices = request.Choose(models);
        devices.Describe(_log, models, request.ThreadsPerDevice);
        var preparation = PredictJob.PreparationStages(models.OpenDnabertTokenizer(), models.OpenEsm2Tokenizer());
        var report = new ProgressReporter(progress, time, input.LengthBytes);
        var telemetry = new PipelineTelemetry(loggers, time);
        var runner = new StageRunner(time, telemetry);
        var inference = new PredictInference(options, devices, models, classifierPath, report, runner, _log, time);
        using var line = new ShardLine<PredictShard>(RunDevices.PreparerCount, devices.Devices.Count, time, _log, cancellation);
        line.Run(
            new ChunkStage(options.ExpectedLengthBp, options.ShardChunks, part: null, time).Run(input),
            shard =>
            {
                shard.KeepsFeatures = true;
                shard.Digest();
                runner.Prepare(preparation, shard, line.Stopping);
                return true;
            },
            [
                .. devices.Devices.Select(device =>
                {
                    var timeline = telemetry.OpenTimeline();
                    return new ShardDevice<PredictShard>(
                        device.Name, (shards, done) => inference.Run(device, timeline, shards, done, line.Stopping))
                    {
                        Help = () => inference.Help(device),
                    };
                }),
            ],
            shard => report.FinishShard(shard, state => state with
            {
                Shards = state.Shards + 1,
                Sequences = Math.Max(state.Sequences, shard.SequencesRead),
                Chunks = state.Chunks + shard.Chunks.Count,
            }),
            write);
        report.Finish(state => state with { Activity = "Done", DoneFraction = 1, Sequences = input.Sequences });
        return devices;
    }
}
