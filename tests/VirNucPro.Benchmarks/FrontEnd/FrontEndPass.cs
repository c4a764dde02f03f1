using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using VirNucPro.Models;
using VirNucPro.Pipeline;
using VirNucPro.Pipeline.Input;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Pipeline.Stages;
using VirNucPro.Sequences;

namespace VirNucPro.Benchmarks.FrontEnd;

/// <summary>Takes the reads of a file through the program's own front end, as far as a step.</summary>
/// <param name="path">The file.</param>
/// <param name="chunkLengthBp">Chunk length in bp.</param>
/// <param name="nucleotides">DNABERT-S's tokenizer.</param>
/// <param name="proteins">ESM-2's tokenizer.</param>
internal sealed class FrontEndPass(string path, int chunkLengthBp, ITokenizer nucleotides, ITokenizer proteins)
{
    private long _frames;
    private long _nucleotideTokens;

    /// <summary>Open frames of the last pass that looked for them.</summary>
    public long Frames => _frames;

    /// <summary>Tokens of DNA of the last pass that tokenized; of equal sequences in a shard those of one.</summary>
    public long NucleotideTokens => _nucleotideTokens;

    /// <summary>Runs and measures one pass.</summary>
    /// <param name="step">How far the reads go.</param>
    /// <param name="threads">1: all on the calling thread; more: the program's line of shards with so many preparers.</param>
    public FrontEndPassFigures Run(FrontEndStep step, int threads)
    {
        _frames = _nucleotideTokens = 0;
        GC.Collect();
        var collections = Collections();
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var start = Stopwatch.GetTimestamp();
        var reads = step switch
        {
            FrontEndStep.Parse => Parse(),
            FrontEndStep.Input => ReadInput(),
            _ => Prepare(step, threads),
        };
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        var after = Collections();
        return new FrontEndPassFigures(
            reads / seconds,
            (GC.GetTotalAllocatedBytes(precise: true) - allocated) / (double)reads,
            (after.Gen0 - collections.Gen0, after.Gen1 - collections.Gen1, after.Gen2 - collections.Gen2));
    }

    private static (int Gen0, int Gen1, int Gen2) Collections() =>
        (GC.CollectionCount(0), GC.CollectionCount(1), GC.CollectionCount(2));

    private long Parse()
    {
        using var reader = new SequenceReader(File.OpenRead(path), path);
        long reads = 0;
        while (reader.TryRead(out _))
        {
            reads++;
        }

        return reads;
    }

    private long ReadInput()
    {
        using var input = SequenceInput.Open([path], NullLogger.Instance);
        foreach (var _ in input.Read())
        {
        }

        return input.Sequences;
    }

    private long Prepare(FrontEndStep step, int threads)
    {
        using var input = SequenceInput.Open([path], NullLogger.Instance);
        var shards = new ChunkStage(chunkLengthBp, PredictShard.DefaultChunkCount, part: null, TimeProvider.System).Run(input);
        var stages = Stages(step);
        if (threads == 1)
        {
            foreach (var shard in shards)
            {
                Prepare(shard);
            }

            return input.Sequences;
        }

        // The one device never gets a shard: the line needs one to give its reader a window.
        using var line = new ShardLine<PredictShard>(threads, 1, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        line.Run(
            shards,
            shard =>
            {
                Prepare(shard);
                return false;
            },
            [new ShardDevice<PredictShard>("none", (_, _) => { }) { WaitsForShard = true }],
            _ => { },
            _ => { });
        return input.Sequences;

        void Prepare(PredictShard shard)
        {
            if (step == FrontEndStep.Whole)
            {
                shard.Digest();
            }

            foreach (var stage in stages)
            {
                stage.Run(shard, CancellationToken.None);
            }

            Interlocked.Add(ref _frames, shard.Frames.Count);
            Interlocked.Add(ref _nucleotideTokens, shard.Nucleotides.TokenCount);
        }
    }

    private IShardStage<PredictShard>[] Stages(FrontEndStep step) => step switch
    {
        FrontEndStep.Chunk => [],
        FrontEndStep.Frames => [new TranslateStage()],
        _ => PredictJob.PreparationStages(nucleotides, proteins),
    };
}
