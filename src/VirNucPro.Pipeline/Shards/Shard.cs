using VirNucPro.Pipeline.Telemetry;

namespace VirNucPro.Pipeline.Shards;

/// <summary>What passes through the stages as one; each stage fills its part. On one thread at a time.</summary>
internal abstract class Shard(int index)
{
    /// <summary>0-based position in the input; results are written in this order.</summary>
    public int Index { get; } = index;

    /// <summary>Sequences read when the shard was full.</summary>
    public long SequencesRead { get; set; }

    /// <summary>Bytes of the input before this shard.</summary>
    public long StartOffset { get; set; }

    /// <summary>Bytes of the input that end with this shard.</summary>
    public long EndOffset { get; set; }

    /// <summary>True where another part of the run has the shard: it holds no chunks, and nothing is done with it here.</summary>
    public bool IsElsewhere { get; init; }

    /// <summary>True where a checkpoint has the shard's results.</summary>
    public bool IsReused { get; set; }

    /// <summary>What forming and preparing the shard took.</summary>
    public StageSeconds Preparation { get; } = new();

    /// <summary>What computing it took on its device.</summary>
    public StageSeconds Computation { get; } = new();
}
