using VirNucPro.Models;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Stages;

/// <summary>Model Prediction: scores each frame.</summary>
internal sealed class ClassifyStage(IFrameClassifier classifier, int batchRows) : IShardStage<PredictShard>
{
    /// <summary>Columns of a score row: "others", "virus".</summary>
    public const int ScoreCount = 2;

    public PipelineStage Stage => PipelineStage.ModelPrediction;

    public void Run(PredictShard shard, CancellationToken cancellation)
    {
        var width = classifier.InputWidth;
        var frameCount = shard.Frames.Count;
        var scores = new float[frameCount * ScoreCount];
        for (var first = 0; first < frameCount; first += batchRows)
        {
            var rows = Math.Min(batchRows, frameCount - first);
            classifier.Score(
                shard.Features.AsSpan(first * width, rows * width), scores.AsSpan(first * ScoreCount, rows * ScoreCount));
        }

        shard.Scores = scores;
        shard.Features = [];
    }
}
