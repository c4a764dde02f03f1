using BenchmarkDotNet.Attributes;
using VirNucPro.Sequences;

namespace VirNucPro.Benchmarks.FrontEnd;

/// <summary>From bytes to open frames; times and bytes are a read's.</summary>
[InProcess]
[MemoryDiagnoser]
public class SequenceBenchmarks
{
    private readonly byte[] _fasta = SampleReads.Fasta;
    private readonly SequenceRecord[] _records = SampleReads.Records;
    private readonly List<OpenFrame> _frames = new(6 * SampleReads.Count);

    [Benchmark(OperationsPerInvoke = SampleReads.Count)]
    public long ParseFasta()
    {
        using var reader = new SequenceReader(new MemoryStream(_fasta), "reads");
        long bases = 0;
        while (reader.TryRead(out var record))
        {
            bases += record.LengthBp;
        }

        return bases;
    }

    [Benchmark(OperationsPerInvoke = SampleReads.Count)]
    public long Chunk()
    {
        long bases = 0;
        foreach (var record in _records)
        {
            var chunks = Chunker.Cut(record, SampleReads.LengthBp);
            for (var i = 0; i < chunks.Count; i++)
            {
                bases += chunks[i].Bases.Length;
            }
        }

        return bases;
    }

    [Benchmark(OperationsPerInvoke = SampleReads.Count)]
    public int FindOpenFrames()
    {
        _frames.Clear();
        foreach (var record in _records)
        {
            SixFrameTranslation.FindOpenFrames(record.Bases.Span, _frames);
        }

        return _frames.Count;
    }
}
