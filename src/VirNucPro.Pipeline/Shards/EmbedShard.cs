using VirNucPro.Pipeline.Batching;
using VirNucPro.Sequences;

namespace VirNucPro.Pipeline.Shards;

/// <summary>A window of sequences that are embedded as they are.</summary>
internal sealed class EmbedShard(int index) : Shard(index)
{
    /// <summary>Names a record of the input for a message, by its number.</summary>
    public Func<long, string> DescribeInputRecord { get; init; } = number => $"record {number}";

    public List<SequenceRecord> Records { get; } = [];

    /// <summary>A row a record.</summary>
    public TokenSet Tokens { get; } = new();

    /// <summary>[distinct sequences of <see cref="Tokens"/>, width].</summary>
    public float[] Embeddings { get; set; } = [];

    /// <summary>Name of a sequence for a message.</summary>
    /// <param name="row">Its number in <see cref="Records"/>.</param>
    public string DescribeRecord(int row) => $"sequence '{Records[row].Id}' ({DescribeInputRecord(Records[row].Number)})";
}
