using BenchmarkDotNet.Attributes;
using VirNucPro.Pipeline.Checkpoints;
using VirNucPro.Pipeline.Shards;
using VirNucPro.Sequences;

namespace VirNucPro.Benchmarks.FrontEnd;

/// <summary>The digests of a shard's chunks; time and bytes are a chunk's.</summary>
[InProcess]
[MemoryDiagnoser]
public class InputDigestBenchmarks
{
    private readonly ShardChunk[] _chunks =
        [.. SampleReads.Records.Select(record => new ShardChunk(Chunker.Cut(record, SampleReads.LengthBp)[0], record))];

    [Benchmark(OperationsPerInvoke = SampleReads.Count)]
    public byte[] OfChunks() => InputDigest.OfChunks(_chunks);
}
