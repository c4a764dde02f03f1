using VirNucPro.Pipeline.Shards;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Outputs;

/// <summary>The FASTA files that the reference leaves behind, byte for byte: chunks, and the frames' DNA and proteins.</summary>
internal sealed class IntermediateFiles(Stream chunks, Stream nucleotides, Stream proteins)
{
    /// <summary>Appends a shard.</summary>
    /// <param name="shard">A shard with its frames.</param>
    public void Write(PredictShard shard)
    {
        foreach (var chunk in shard.Chunks)
        {
            var chunkId = chunk.Chunk.Id;
            FastaWriter.WriteWrapped(chunks, chunkId, chunk.Chunk.Bases.Span);
            for (var frame = chunk.FirstFrame; frame < chunk.FirstFrame + chunk.FrameCount; frame++)
            {
                var open = shard.Frames[frame];
                var id = chunkId + FrameNames.Of(open.Frame);
                FastaWriter.WriteOneLine(nucleotides, id, open.Nucleotides.Span);
                FastaWriter.WriteOneLine(proteins, id, open.Protein.Span);
            }
        }
    }
}
