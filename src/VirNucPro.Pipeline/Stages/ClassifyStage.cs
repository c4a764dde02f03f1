using Microsoft.Extensions.Logging;
using VirNucPro.Models;
using VirNucPro.Pipeline.Devices;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Stages;

/// <summary>Model Prediction: scores each frame.</summary>
/// <param name="classifier">The classifier on this device.</param>
/// <param name="batchRows">Most frames of a batch.</param>
/// <param name="log">Told of failures of the device.</param>
internal sealed class ClassifyStage(IFrameClassifier classifier, int batchRows, ILogger log) : IShardStage<PredictShard>
{
    /// <summary>Columns of a score row: "others", "virus".</summary>
    public const int ScoreCount = 2;

    private readonly DeviceRetry _retry = new(log);

    public PipelineStage Stage => PipelineStage.ModelPrediction;

    public void Run(PredictShard shard, CancellationToken cancellation)
    {
        var width = classifier.InputWidth;
        var frameCount = shard.Frames.Count;
        var scores = new float[frameCount * ScoreCount];
        for (var first = 0; first < frameCount; first += batchRows)
        {
            var start = first;
            var rows = Math.Min(batchRows, frameCount - first);
            _retry.Run(
                () => classifier.Score(
                    shard.Features.AsSpan(start * width, rows * width), scores.AsSpan(start * ScoreCount, rows * ScoreCount)),
                cancellation);
        }

        shard.Scores = scores;
        if (!shard.KeepsFeatures)
        {
            shard.Features = [];
        }
    }
}
