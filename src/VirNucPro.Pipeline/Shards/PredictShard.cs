using VirNucPro.Pipeline.Batching;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Shards;

/// <summary>Whole chunks with all their frames.</summary>
internal sealed class PredictShard(int index) : Shard(index)
{
    public List<ShardChunk> Chunks { get; } = [];

    /// <summary>Open frames, those of a chunk together and in the order of <see cref="ReadingFrame"/>.</summary>
    public List<OpenFrame> Frames { get; } = [];

    /// <summary>The frames' DNA; a row a frame.</summary>
    public TokenSet Nucleotides { get; } = new();

    /// <summary>The frames' proteins; a row a frame.</summary>
    public TokenSet Proteins { get; } = new();

    /// <summary>[distinct sequences of <see cref="Nucleotides"/>, DNABERT-S's width].</summary>
    public float[] NucleotideEmbeddings { get; set; } = [];

    /// <summary>[distinct sequences of <see cref="Proteins"/>, ESM-2's width].</summary>
    public float[] ProteinEmbeddings { get; set; } = [];

    /// <summary>[frames, both widths]: DNABERT-S first, then ESM-2.</summary>
    public float[] Features { get; set; } = [];

    /// <summary>[frames, 2]: "others", "virus".</summary>
    public float[] Scores { get; set; } = [];

    /// <summary>Name of a frame for a message.</summary>
    /// <param name="frame">Its number in <see cref="Frames"/>.</param>
    public string DescribeFrame(int frame)
    {
        var chunk = Chunks.First(c => frame < c.FirstFrame + c.FrameCount);
        return $"sequence '{chunk.Chunk.SequenceId}' (record {chunk.RecordNumber}), frame {chunk.Id}{Frames[frame].Frame}";
    }
}
