using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Stages;

/// <summary>Feature Merging: joins both embeddings of each frame.</summary>
/// <remarks>Source: VirNucPro units.py, merge_data: DNABERT-S first, then ESM-2.</remarks>
internal sealed class MergeStage(int dnabertWidth, int esmWidth) : IShardStage<PredictShard>
{
    public PipelineStage Stage => PipelineStage.FeatureMerging;

    public void Run(PredictShard shard, CancellationToken cancellation)
    {
        var width = dnabertWidth + esmWidth;
        var features = new float[shard.Frames.Count * width];
        for (var frame = 0; frame < shard.Frames.Count; frame++)
        {
            var row = features.AsSpan(frame * width, width);
            shard.NucleotideEmbeddings.AsSpan(shard.Nucleotides.Rows[frame] * dnabertWidth, dnabertWidth).CopyTo(row);
            shard.ProteinEmbeddings.AsSpan(shard.Proteins.Rows[frame] * esmWidth, esmWidth).CopyTo(row[dnabertWidth..]);
        }

        shard.Features = features;
        shard.DnabertWidth = dnabertWidth;
        shard.NucleotideEmbeddings = [];
        shard.ProteinEmbeddings = [];
    }
}
