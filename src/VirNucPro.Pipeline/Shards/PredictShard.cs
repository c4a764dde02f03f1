using System.Security.Cryptography;
using VirNucPro.Pipeline.Batching;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Shards;

/// <summary>Whole chunks with all their frames.</summary>
internal sealed class PredictShard(int index) : Shard(index)
{
    /// <summary>Chunks where the user names no other number: few enough for some tens of MB, enough that each token length fills batches of its own.</summary>
    /// <remarks>
    /// Measured by planning shards of 500 bp reads with 0.9 frames each: 1024 chunks give 0.02 % padding of the DNA on a
    /// CPU and 0.23 % on a CUDA device (256: 0.05 % and 1.10 %; 4096: 0.00 % and 0.04 %), and none of the proteins.
    /// </remarks>
    public const int DefaultChunkCount = 1024;

    /// <summary>Names a record of the input for a message, by its number.</summary>
    public Func<long, string> DescribeRecord { get; init; } = number => $"record {number}";

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

    /// <summary>How many of a frame's <see cref="Features"/> are DNABERT-S's.</summary>
    public int DnabertWidth { get; set; }

    /// <summary>Whether <see cref="Features"/> outlive the classifier; otherwise their memory is given back.</summary>
    public bool KeepsFeatures { get; set; }

    /// <summary>[frames, 2]: "others", "virus".</summary>
    public float[] Scores { get; set; } = [];

    /// <summary>[chunks, 32]: SHA-256 of each chunk (<see cref="InputDigest"/>).</summary>
    public byte[] ChunkDigests { get; private set; } = [];

    /// <summary>SHA-256 of the chunks, 32 bytes.</summary>
    public byte[] InputHash { get; private set; } = [];

    /// <summary>What it took; set once it is computed.</summary>
    public ShardWork? Work { get; set; }

    /// <summary>Its results; null until it is finished, and where a checkpoint has them.</summary>
    public ShardResult? Result { get; set; }

    /// <summary>Fills <see cref="ChunkDigests"/> and <see cref="InputHash"/>.</summary>
    public void Digest()
    {
        ChunkDigests = InputDigest.OfChunks(Chunks);
        InputHash = SHA256.HashData(ChunkDigests);
    }

    /// <summary>Name of a frame for a message.</summary>
    /// <param name="frame">Its number in <see cref="Frames"/>.</param>
    public string DescribeFrame(int frame)
    {
        var chunk = Chunks.First(c => frame < c.FirstFrame + c.FrameCount);
        return $"sequence '{chunk.Chunk.SequenceId}' ({DescribeRecord(chunk.RecordNumber)}), frame {chunk.Chunk.Id}{Frames[frame].Frame}";
    }
}
