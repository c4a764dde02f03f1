using VirNucPro.Models;
using VirNucPro.Models.Demo;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Benchmarking;

/// <summary>Measures what comes before the encoders on one thread, through the classes that a run uses.</summary>
internal sealed class FrontEndMeasurement(ITokenizer dnaTokenizer, string tokenizerName, TimeProvider time)
{
    private const int ReadCount = 4096;

    // Length of the chunks of short reads.
    private const int ReadLengthBp = 300;
    private const int RoundCount = 5;

    public FrontEndRate Measure(CancellationToken cancellation)
    {
        var fasta = SimulatedReads.MakeFasta(ReadCount, ReadLengthBp);
        var stages = PredictJob.PreparationStages(dnaTokenizer, DemoModels.OpenEsm2Tokenizer());
        var parse = new List<double>();
        var chunk = new List<double>();
        List<double>[] prepare = [.. stages.Select(_ => new List<double>())];
        List<PredictShard> shards = [];

        // The first round is the compiler's.
        for (var round = 0; round <= RoundCount; round++)
        {
            List<SequenceRecord> records = [];
            Take(parse, () => records = Parse(fasta));
            Take(chunk, () => shards = Chunk(records));
            foreach (var (number, stage) in stages.Index())
            {
                Take(prepare[number], () => shards.ForEach(shard => stage.Run(shard, cancellation)));
            }

            void Take(List<double> seconds, Action work)
            {
                cancellation.ThrowIfCancellationRequested();
                var start = time.GetTimestamp();
                work();
                if (round > 0)
                {
                    seconds.Add(time.GetElapsedTime(start).TotalSeconds);
                }
            }
        }

        double[] times = [Median.Of(parse), Median.Of(chunk), .. prepare.Select(seconds => Median.Of(seconds))];
        double[] rates = [.. times.Select(seconds => ReadCount / seconds)];
        return new FrontEndRate(
            ReadCount,
            ReadLengthBp,
            shards.Sum(shard => shard.Frames.Count),
            tokenizerName,
            rates[0],
            rates[1],
            rates[2],
            rates[3],
            rates[4],
            ReadCount / times.Sum(),
            shards.Sum(shard => shard.Nucleotides.TokenCount) / times[3],
            shards.Sum(shard => shard.Proteins.TokenCount) / times[4]);
    }

    private static List<SequenceRecord> Parse(byte[] fasta)
    {
        using var reader = new SequenceReader(new MemoryStream(fasta), "simulated reads");
        List<SequenceRecord> records = [];
        while (reader.TryRead(out var record))
        {
            records.Add(record);
        }

        return records;
    }

    private static List<PredictShard> Chunk(List<SequenceRecord> records)
    {
        List<PredictShard> shards = [new PredictShard(0)];
        foreach (var record in records)
        {
            foreach (var chunk in Chunker.Cut(record, ReadLengthBp))
            {
                if (shards[^1].Chunks.Count == PredictShard.DefaultChunkCount)
                {
                    shards.Add(new PredictShard(shards.Count));
                }

                shards[^1].Chunks.Add(new ShardChunk(chunk, record));
            }
        }

        return shards;
    }
}
