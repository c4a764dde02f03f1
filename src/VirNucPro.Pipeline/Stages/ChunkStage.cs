using VirNucPro.Pipeline.Input;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Telemetry;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Stages;

/// <summary>Sequence Chunking: cuts the input's sequences and fills shards with the chunks.</summary>
/// <param name="chunkLengthBp">Chunk length in bp.</param>
/// <param name="chunksPerShard">Chunks of a shard; the last one may have fewer.</param>
/// <param name="part">The part of the run that is computed here; null for all.</param>
/// <param name="time">The clock.</param>
/// <remarks>A shard has the same chunks whatever the devices, so that results do not depend on them.</remarks>
internal sealed class ChunkStage(int chunkLengthBp, int chunksPerShard, RunPart? part, TimeProvider time)
{
    public IEnumerable<PredictShard> Run(SequenceInput input)
    {
        var mark = time.GetTimestamp();
        var shard = New(0);
        var count = 0;
        long shardOffset = 0;
        long recordOffset = 0;
        foreach (var record in input.Read())
        {
            var chunks = Chunker.Cut(record, chunkLengthBp);
            for (var i = 0; i < chunks.Count; i++)
            {
                var chunk = chunks[i];
                if (!shard.IsElsewhere)
                {
                    shard.Chunks.Add(new ShardChunk(chunk, record));
                }

                if (++count == chunksPerShard)
                {
                    var cutShare = (double)(chunk.Start + chunk.Bases.Length) / record.LengthBp;
                    yield return Finish(shard, recordOffset + (long)(cutShare * (record.EndOffset - recordOffset)));
                    shard = New(shard.Index + 1);
                    count = 0;
                    mark = time.GetTimestamp();
                }
            }

            recordOffset = record.EndOffset;
        }

        if (count > 0)
        {
            yield return Finish(shard, recordOffset);
        }

        PredictShard New(int index) => new(index)
        {
            DescribeRecord = input.DescribeRecord,
            IsElsewhere = part is not null && !part.Has(index),
        };

        PredictShard Finish(PredictShard full, long endOffset)
        {
            full.SequencesRead = input.Sequences;
            full.StartOffset = shardOffset;
            full.EndOffset = shardOffset = endOffset;
            full.Preparation[PipelineStage.SequenceChunking] = time.GetElapsedTime(mark).TotalSeconds;
            return full;
        }
    }
}
