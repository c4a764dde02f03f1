using VirNucPro.Pipeline.Input;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Stages;

/// <summary>Forms the shards of an embedding run: windows of whole sequences.</summary>
internal sealed class WindowStage(TimeProvider time)
{
    private const int RecordsPerShard = 1024;

    // Bounds the memory where sequences are long.
    private const long LettersPerShard = 1 << 20;

    public IEnumerable<EmbedShard> Run(SequenceInput input)
    {
        var mark = time.GetTimestamp();
        var shard = New(0);
        long shardOffset = 0;
        long letters = 0;
        foreach (var record in input.Read())
        {
            shard.Records.Add(record);
            letters += record.LengthBp;
            if (shard.Records.Count == RecordsPerShard || letters >= LettersPerShard)
            {
                yield return Finish(shard);
                shard = New(shard.Index + 1);
                letters = 0;
                mark = time.GetTimestamp();
            }
        }

        if (shard.Records.Count > 0)
        {
            yield return Finish(shard);
        }

        EmbedShard New(int index) => new(index) { DescribeInputRecord = input.DescribeRecord };

        EmbedShard Finish(EmbedShard full)
        {
            full.SequencesRead = input.Sequences;
            full.StartOffset = shardOffset;
            full.EndOffset = shardOffset = full.Records[^1].EndOffset;
            full.Preparation[PipelineStage.SequenceChunking] = time.GetElapsedTime(mark).TotalSeconds;
            return full;
        }
    }
}
