using VirNucPro.Pipeline.Input;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Telemetry;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Stages;

/// <summary>Sequence Chunking: cuts the input's sequences and fills shards with the chunks.</summary>
/// <remarks>A shard has the same chunks whatever the devices, so that results do not depend on them.</remarks>
internal sealed class ChunkStage(int chunkLengthBp, TimeProvider time)
{
    /// <summary>Chunks of a shard: enough that each token length fills batches of its own, and some tens of MB at most.</summary>
    public const int ChunksPerShard = 1024;

    public IEnumerable<PredictShard> Run(SequenceInput input)
    {
        long mark = time.GetTimestamp();
        var shard = new PredictShard(0);
        long recordOffset = 0;
        foreach (SequenceRecord record in input.Read())
        {
            foreach (SequenceChunk chunk in Chunker.Cut(record, chunkLengthBp))
            {
                shard.Chunks.Add(new ShardChunk(chunk, record.Number));
                if (shard.Chunks.Count == ChunksPerShard)
                {
                    double cutShare = (double)(chunk.Start + chunk.Bases.Length) / record.LengthBp;
                    yield return Finish(shard, recordOffset + (long)(cutShare * (record.EndOffset - recordOffset)));
                    shard = new PredictShard(shard.Index + 1);
                    mark = time.GetTimestamp();
                }
            }

            recordOffset = record.EndOffset;
        }

        if (shard.Chunks.Count > 0)
        {
            yield return Finish(shard, recordOffset);
        }

        PredictShard Finish(PredictShard full, long endOffset)
        {
            full.SequencesRead = input.Sequences;
            full.EndOffset = endOffset;
            full.Preparation[PipelineStage.SequenceChunking] = time.GetElapsedTime(mark).TotalSeconds;
            return full;
        }
    }
}
